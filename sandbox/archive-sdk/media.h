#ifndef STANDIN_MEDIA_H
#define STANDIN_MEDIA_H

#include <stddef.h>

typedef struct {
  char *data, *next_index; /* malloc'd, NUL-terminated */
  size_t data_len;
  int finished;
} MediaSlice;

/* What the library refuses by itself, before it touches the network: 0, 10000 or 10005. */
int media_check(const char *index, const char *sdkfileid);

/*
 * The slice of media/<hex of sdkfileid> that the index text names; "" or NULL is the first one.
 * Call media_check before.
 * Returns 0, or the vendor's code with `out` untouched.
 */
int media_slice(const char *corpid, const char *secret, const char *index, const char *sdkfileid, int damaged,
                MediaSlice *out);

#endif
