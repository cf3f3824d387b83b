#define _GNU_SOURCE
#include "datadir.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "buffer.h"

static char directory[PATH_MAX];

static void find_directory(void) {
  const char *named = getenv("WEWORK_STANDIN_DIR");
  if (named && *named) {
    snprintf(directory, sizeof directory, "%s", named);
    return;
  }
  Dl_info self;
  if (!dladdr((void *)&find_directory, &self) || !self.dli_fname) return;
  char beside[PATH_MAX];
  snprintf(beside, sizeof beside, "%s", self.dli_fname);
  char *slash = strrchr(beside, '/');
  size_t folder = slash ? (size_t)(slash - beside) + 1 : 0;
  snprintf(beside + folder, sizeof beside - folder, "standin.dir");
  Buffer text = {0};
  if (!buffer_read_file(&text, beside) && text.data) {
    text.data[strcspn(text.data, "\r\n")] = 0;
    int relative = text.data[0] != '/';
    beside[folder] = 0;
    if (text.data[0]) snprintf(directory, sizeof directory, "%s%s", relative ? beside : "", text.data);
  }
  buffer_free(&text);
}

const char *data_dir(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, find_directory);
  return *directory ? directory : NULL;
}

int data_path(char *out, size_t size, const char *name) {
  const char *dir = data_dir();
  if (!dir) return -1;
  int len = snprintf(out, size, "%s/%s", dir, name);
  return len < 0 || (size_t)len >= size ? -1 : 0;
}

int stamp_changed(FileStamp *stamp, const char *path) {
  struct stat info;
  FileStamp now = {0};
  if (!stat(path, &info)) now = (FileStamp){info.st_ino, info.st_size, info.st_mtim};
  int same = now.inode == stamp->inode && now.size == stamp->size && now.modified.tv_sec == stamp->modified.tv_sec &&
             now.modified.tv_nsec == stamp->modified.tv_nsec;
  *stamp = now;
  return !same;
}
