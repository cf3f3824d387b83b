/* The directory that plays the vendor's server, and whether a file in it has changed. */
#ifndef STANDIN_DATADIR_H
#define STANDIN_DATADIR_H

#include <stddef.h>
#include <sys/types.h>
#include <time.h>

/*
 * WEWORK_STANDIN_DIR, else the directory named in `standin.dir` beside this library; looked up once per process.
 * NULL when neither is there.
 */
const char *data_dir(void);

/* `<directory>/<name>`; 0, or -1 without a directory or when the path is too long. */
int data_path(char *out, size_t size, const char *name);

typedef struct {
  ino_t inode;
  off_t size;
  struct timespec modified;
} FileStamp;

/* 1 when the file differs from the stamp (which is then renewed); a missing file has the all-zero stamp. */
int stamp_changed(FileStamp *stamp, const char *path);

#endif
