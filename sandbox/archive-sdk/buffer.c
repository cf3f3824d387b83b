#include "buffer.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int reserve(Buffer *buffer, size_t extra) {
  size_t need = buffer->len + extra + 1;
  if (need <= buffer->cap) return 0;
  size_t cap = buffer->cap ? buffer->cap : 256;
  while (cap < need) cap *= 2;
  char *data = realloc(buffer->data, cap);
  if (!data) return -1;
  buffer->data = data;
  buffer->cap = cap;
  return 0;
}

int buffer_append(Buffer *buffer, const void *bytes, size_t len) {
  if (reserve(buffer, len)) return -1;
  if (len) memcpy(buffer->data + buffer->len, bytes, len);
  buffer->len += len;
  buffer->data[buffer->len] = 0;
  return 0;
}

int buffer_print(Buffer *buffer, const char *format, ...) {
  va_list args;
  va_start(args, format);
  int len = vsnprintf(NULL, 0, format, args);
  va_end(args);
  if (len < 0 || reserve(buffer, (size_t)len)) return -1;
  va_start(args, format);
  vsnprintf(buffer->data + buffer->len, (size_t)len + 1, format, args);
  va_end(args);
  buffer->len += (size_t)len;
  return 0;
}

int buffer_resize(Buffer *buffer, size_t len) {
  if (len > buffer->len && reserve(buffer, len - buffer->len)) return -1;
  buffer->len = len;
  if (buffer->data) buffer->data[len] = 0;
  return 0;
}

int buffer_read_file(Buffer *buffer, const char *path) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  int failed = 0;
  for (;;) {
    if (reserve(buffer, 65536)) {
      failed = -1;
      break;
    }
    ssize_t got = read(fd, buffer->data + buffer->len, 65536);
    if (got < 0) failed = -1;
    if (got <= 0) break;
    buffer->len += (size_t)got;
  }
  close(fd);
  if (buffer->data) buffer->data[buffer->len] = 0;
  return failed;
}

void buffer_free(Buffer *buffer) {
  free(buffer->data);
  buffer->data = NULL;
  buffer->len = buffer->cap = 0;
}
