#define _GNU_SOURCE
#include "media.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "datadir.h"
#include "faults.h"
#include "settings.h"

/* NAME_CHARS: a file system takes 255 characters a name, an id may be longer than 1 kB; see README.md. */
enum { SLICE = 524288, NAME_CHARS = 240 };

enum { BAD_ARGUMENT = 10000, UNPARSABLE = 10002, INTERNAL = 10003, BAD_FILE_ID = 10005 };
enum { DECRYPT_FAILED = 10006, IP_NOT_TRUSTED = 10009, EXPIRED = 10010 };

static int is_base64_text(const char *id) {
  size_t len = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
  return len > 0 && strlen(id) - len <= 2 && strspn(id + len, "=") == strlen(id) - len;
}

static int path_of(const char *sdkfileid, char *path, size_t size) {
  if (data_path(path, size, "media/")) return -1;
  size_t at = strlen(path), written = 0;
  for (const unsigned char *c = (const unsigned char *)sdkfileid; *c; c++) {
    if (written && written % NAME_CHARS == 0) at += (size_t)snprintf(path + at, size - at, "_/");
    if (at + 5 > size) return -1;
    at += (size_t)snprintf(path + at, size - at, "%02x", *c);
    written += 2;
  }
  return 0;
}

static int parse_number(const char **at, unsigned long long *value) {
  char *end;
  if (!isdigit((unsigned char)**at)) return -1;
  errno = 0;
  *value = strtoull(*at, &end, 10);
  *at = end;
  return errno ? -1 : 0;
}

static int parse_index(const char *index, unsigned long long *from, unsigned long long *to) {
  static const char prefix[] = "Range:bytes=";
  *from = 0;
  *to = SLICE - 1;
  if (!index || !*index) return 0;
  if (strncmp(index, prefix, sizeof prefix - 1)) return -1;
  const char *at = index + sizeof prefix - 1;
  if (parse_number(&at, from) || *at++ != '-' || parse_number(&at, to) || *at) return -1;
  return *to < *from ? -1 : 0;
}

static int read_slice(int fd, unsigned long long size, unsigned long long from, unsigned long long to, int damaged,
                      MediaSlice *out) {
  /* On the server the object is padded to whole AES blocks; only the last slice loses the padding again. */
  unsigned long long padded = size - size % 16 + 16;
  if (from >= padded || to - from >= SLICE) return UNPARSABLE;
  if (from % 16) return DECRYPT_FAILED;
  unsigned long long end = to + 1 < padded ? to + 1 : padded;
  unsigned long long data_end = end < size ? end : size;
  size_t len = data_end > from ? (size_t)(data_end - from) : 0;
  char *data = malloc(len + 1), *next = NULL;
  for (size_t done = 0; data && done < len;) {
    ssize_t got = pread(fd, data + done, len - done, (off_t)(from + done));
    if (got <= 0) {
      free(data);
      data = NULL;
    } else {
      done += (size_t)got;
    }
  }
  int finished = end == padded;
  if (finished) next = strdup("");
  else if (asprintf(&next, "Range:bytes=%llu-%llu", end, (end + SLICE < padded ? end + SLICE : padded) - 1) < 0)
    next = NULL;
  if (!data || !next) {
    free(data);
    free(next);
    return INTERNAL;
  }
  data[len] = 0;
  if (damaged && len) data[len / 2] ^= 1;
  *out = (MediaSlice){data, next, len, finished};
  return 0;
}

int media_check(const char *index, const char *sdkfileid) {
  unsigned long long from, to;
  if (!sdkfileid || !*sdkfileid || parse_index(index, &from, &to)) return BAD_ARGUMENT;
  return is_base64_text(sdkfileid) ? 0 : BAD_FILE_ID;
}

int media_slice(const char *corpid, const char *secret, const char *index, const char *sdkfileid, int damaged,
                MediaSlice *out) {
  unsigned long long from, to;
  if (parse_index(index, &from, &to)) return BAD_ARGUMENT;
  if (!data_dir()) return INTERNAL;
  int admitted = settings_admit(corpid, secret);
  if (admitted < 0) return INTERNAL;
  if (!admitted) return UNPARSABLE; /* 40001: for media the library knows only two server errors by name */
  if (faults_weather().ip_denied) return IP_NOT_TRUSTED;
  int code = faults_media_code(sdkfileid);
  if (code) return code;
  long long at = settings_media_at(sdkfileid);
  if (at >= 0 && at < settings_now_ms() - RETENTION_MS) return EXPIRED;

  char path[PATH_MAX];
  struct stat info;
  if (path_of(sdkfileid, path, sizeof path)) return UNPARSABLE;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return UNPARSABLE; /* the server does not know it */
  code = fstat(fd, &info) || !S_ISREG(info.st_mode)
             ? UNPARSABLE
             : read_slice(fd, (unsigned long long)info.st_size, from, to, damaged, out);
  close(fd);
  return code;
}
