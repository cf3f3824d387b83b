/* A growing byte buffer that always keeps a NUL behind its last byte. */
#ifndef STANDIN_BUFFER_H
#define STANDIN_BUFFER_H

#include <stddef.h>

typedef struct {
  char *data;
  size_t len;
  size_t cap;
} Buffer;

/* All four return 0, or -1 when memory (or the file) is not to be had; the buffer stays valid. */
int buffer_append(Buffer *buffer, const void *bytes, size_t len);
int buffer_print(Buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
int buffer_resize(Buffer *buffer, size_t len); /* new bytes are not initialised */
int buffer_read_file(Buffer *buffer, const char *path);

void buffer_free(Buffer *buffer);

#endif
