/* Length-prefixed binary frames; the protocol stands at the top of archive-host.c. */
#ifndef EVERGREEN_FRAMES_H
#define EVERGREEN_FRAMES_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  unsigned char *bytes;
  size_t length;
  size_t capacity;
} Bytes;

void bytes_u8(Bytes *bytes, uint8_t value);
void bytes_u32(Bytes *bytes, uint32_t value);
void bytes_append(Bytes *bytes, const void *data, size_t length);
void bytes_free(Bytes *bytes);

/* Walks over a request's body. `bad` turns 1 at the first read past the end and stays so; reads then give zeros. */
typedef struct {
  const unsigned char *at;
  size_t left;
  int bad;
} Reader;

uint32_t read_u32(Reader *reader);
uint64_t read_u64(Reader *reader);
/* Borrowed, not terminated. */
const char *read_text(Reader *reader, size_t *length);
/* A terminated copy for the library; the caller frees it. NULL (and `bad`) when the text holds a NUL. */
char *read_string(Reader *reader);

/* One frame from `fd` without its length prefix; NULL at the end of input. The caller frees it. */
unsigned char *frame_read(int fd, size_t *length);

/* One answer, whole or not at all as far as other threads see. Ends the process when nobody reads any more. */
void frame_write(int fd, uint32_t id, uint8_t op, int32_t code, const void *head, size_t head_length, const void *tail,
                 size_t tail_length);

#endif
