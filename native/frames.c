#include "frames.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAX_FRAME (128u << 20)
#define ANSWER_HEAD 13

static pthread_mutex_t writing = PTHREAD_MUTEX_INITIALIZER;

static void reserve(Bytes *bytes, size_t more) {
  if (bytes->capacity - bytes->length >= more) return;
  size_t capacity = bytes->capacity ? bytes->capacity : 4096;
  while (capacity - bytes->length < more) capacity *= 2;
  bytes->bytes = realloc(bytes->bytes, capacity);
  if (!bytes->bytes) abort();
  bytes->capacity = capacity;
}

static void put_u32(unsigned char *at, uint32_t value) {
  for (int i = 0; i < 4; i++) at[i] = (unsigned char)(value >> (8 * i));
}

void bytes_u8(Bytes *bytes, uint8_t value) { bytes_append(bytes, &value, 1); }

void bytes_u32(Bytes *bytes, uint32_t value) {
  reserve(bytes, 4);
  put_u32(bytes->bytes + bytes->length, value);
  bytes->length += 4;
}

void bytes_append(Bytes *bytes, const void *data, size_t length) {
  if (length == 0) return;
  reserve(bytes, length);
  memcpy(bytes->bytes + bytes->length, data, length);
  bytes->length += length;
}

void bytes_free(Bytes *bytes) {
  free(bytes->bytes);
  *bytes = (Bytes){0};
}

static uint64_t read_number(Reader *reader, size_t width) {
  if (reader->bad || reader->left < width) {
    reader->bad = 1;
    return 0;
  }
  uint64_t value = 0;
  for (size_t i = 0; i < width; i++) value |= (uint64_t)reader->at[i] << (8 * i);
  reader->at += width;
  reader->left -= width;
  return value;
}

uint32_t read_u32(Reader *reader) { return (uint32_t)read_number(reader, 4); }
uint64_t read_u64(Reader *reader) { return read_number(reader, 8); }

const char *read_text(Reader *reader, size_t *length) {
  *length = read_u32(reader);
  if (reader->bad || reader->left < *length) {
    reader->bad = 1;
    *length = 0;
    return "";
  }
  const char *text = (const char *)reader->at;
  reader->at += *length;
  reader->left -= *length;
  return text;
}

char *read_string(Reader *reader) {
  size_t length;
  const char *text = read_text(reader, &length);
  if (length && memchr(text, 0, length)) reader->bad = 1;
  if (reader->bad) return NULL;
  char *copy = malloc(length + 1);
  if (!copy) abort();
  memcpy(copy, text, length);
  copy[length] = 0;
  return copy;
}

static int read_fully(int fd, void *into, size_t length) {
  unsigned char *at = into;
  while (length > 0) {
    ssize_t got = read(fd, at, length);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return 0;
    at += got;
    length -= (size_t)got;
  }
  return 1;
}

unsigned char *frame_read(int fd, size_t *length) {
  unsigned char prefix[4];
  if (!read_fully(fd, prefix, sizeof prefix)) return NULL;
  Reader reader = {prefix, sizeof prefix, 0};
  uint32_t size = read_u32(&reader);
  if (size > MAX_FRAME) return NULL;
  unsigned char *frame = malloc(size ? size : 1);
  if (!frame) abort();
  if (!read_fully(fd, frame, size)) {
    free(frame);
    return NULL;
  }
  *length = size;
  return frame;
}

void frame_write(int fd, uint32_t id, uint8_t op, int32_t code, const void *head, size_t head_length, const void *tail,
                 size_t tail_length) {
  unsigned char prefix[ANSWER_HEAD];
  put_u32(prefix, (uint32_t)(ANSWER_HEAD - 4 + head_length + tail_length));
  put_u32(prefix + 4, id);
  prefix[8] = op;
  put_u32(prefix + 9, (uint32_t)code);
  struct iovec parts[3] = {{prefix, sizeof prefix}, {(void *)head, head_length}, {(void *)tail, tail_length}};
  int part = 0;
  pthread_mutex_lock(&writing);
  while (part < 3) {
    ssize_t sent = writev(fd, parts + part, 3 - part);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) _exit(0); /* the supervisor is gone */
    while (part < 3 && (size_t)sent >= parts[part].iov_len) sent -= (ssize_t)parts[part++].iov_len;
    if (part < 3) {
      parts[part].iov_base = (char *)parts[part].iov_base + sent;
      parts[part].iov_len -= (size_t)sent;
    }
  }
  pthread_mutex_unlock(&writing);
}
