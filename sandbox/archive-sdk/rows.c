#include "rows.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buffer.h"
#include "counters.h"
#include "datadir.h"

/* One index entry for so many rows: a million rows cost 500 kB, and an answer reads at most one block too much. */
enum { BLOCK_ROWS = 64, TAIL = 96, CHUNK = 1 << 20 };

typedef struct {
  off_t offset;
  unsigned long long max_seq;
  long long max_at;
  int rows;
} Block;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int fd = -1;
static off_t indexed; /* bytes that the index covers; always the end of a line */
static char tail[TAIL]; /* the last of those bytes, to notice that the file was started anew */
static size_t tail_len;
static Block *blocks;
static size_t block_count, block_cap;

static void forget(void) {
  if (fd >= 0) close(fd);
  fd = -1;
  indexed = 0;
  tail_len = 0;
  block_count = 0;
}

typedef struct {
  Row row;
  long long at;
} Line;

static int parse_line(const char *text, size_t len, Line *line) {
  const char *cursor = NULL;
  Json key, value, object = json_parse(text, len);
  memset(line, 0, sizeof *line);
  line->at = LLONG_MAX; /* a row that does not say when it was written never expires */
  int has_seq = 0;
  while (json_member(object, &cursor, &key, &value)) {
    if (json_is(key, "seq") && (has_seq = 1)) line->row.stored_seq = strtoull(value.at, NULL, 10);
    else if (json_is(key, "at")) line->at = json_int(value, LLONG_MAX);
    else if (json_is(key, "msgid")) line->row.msgid = value;
    else if (json_is(key, "publickey_ver")) line->row.publickey_ver = value;
    else if (json_is(key, "encrypt_random_key")) line->row.encrypt_random_key = value;
    else if (json_is(key, "encrypt_chat_msg")) line->row.encrypt_chat_msg = value;
  }
  const Row *row = &line->row;
  return has_seq && row->msgid.at && row->publickey_ver.at && row->encrypt_random_key.at && row->encrypt_chat_msg.at;
}

static int add_to_index(const char *text, size_t len, off_t offset) {
  Line line;
  if (!parse_line(text, len, &line)) {
    if (len) fprintf(stderr, "standin: rows.jsonl: no row at byte %lld\n", (long long)offset);
    return 0;
  }
  Block *block = block_count ? &blocks[block_count - 1] : NULL;
  if (!block || block->rows == BLOCK_ROWS) {
    if (block_count == block_cap) {
      size_t cap = block_cap ? block_cap * 2 : 256;
      Block *grown = realloc(blocks, cap * sizeof *grown);
      if (!grown) return -1;
      blocks = grown;
      block_cap = cap;
    }
    block = &blocks[block_count++];
    *block = (Block){.offset = offset, .max_at = LLONG_MIN};
  }
  block->rows++;
  if (line.row.stored_seq > block->max_seq) block->max_seq = line.row.stored_seq;
  if (line.at > block->max_at) block->max_at = line.at;
  count(ROWS_INDEXED, 1);
  return 0;
}

static int read_at(char *into, size_t len, off_t offset) {
  for (size_t done = 0; done < len;) {
    ssize_t got = pread(fd, into + done, len - done, offset + (off_t)done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return -1;
    done += (size_t)got;
  }
  return 0;
}

static int started_anew(off_t size) {
  char now[TAIL];
  if (size < indexed) return 1;
  return tail_len && (read_at(now, tail_len, indexed - (off_t)tail_len) || memcmp(now, tail, tail_len));
}

/* Takes in the complete lines that were appended since the last call; a line still being written waits. */
static int index_appended(off_t size) {
  Buffer pending = {0};
  char *chunk = malloc(CHUNK);
  int failed = chunk ? 0 : -1;
  for (off_t at = indexed; !failed && at < size;) {
    size_t want = size - at < CHUNK ? (size_t)(size - at) : CHUNK;
    failed = read_at(chunk, want, at) || buffer_append(&pending, chunk, want) ? -1 : 0;
    if (failed) break;
    at += (off_t)want;
    char *from = pending.data, *end = pending.data + pending.len, *newline;
    while (!failed && (newline = memchr(from, '\n', (size_t)(end - from)))) {
      failed = add_to_index(from, (size_t)(newline - from), indexed);
      indexed += newline + 1 - from;
      from = newline + 1;
    }
    pending.len = (size_t)(end - from);
    memmove(pending.data, from, pending.len);
  }
  free(chunk);
  buffer_free(&pending);
  if (failed) return -1;
  tail_len = indexed < TAIL ? (size_t)indexed : TAIL;
  return read_at(tail, tail_len, indexed - (off_t)tail_len);
}

static int refresh(void) {
  char path[PATH_MAX];
  struct stat named, opened;
  if (data_path(path, sizeof path, "rows.jsonl")) return -1;
  if (stat(path, &named)) {
    forget();
    return errno == ENOENT ? 0 : -1;
  }
  if (fd >= 0 && (fstat(fd, &opened) || opened.st_ino != named.st_ino || opened.st_dev != named.st_dev)) forget();
  if (fd < 0 && (fd = open(path, O_RDONLY | O_CLOEXEC)) < 0) return -1;
  if (started_anew(named.st_size)) {
    indexed = 0;
    tail_len = 0;
    block_count = 0;
  }
  if (named.st_size > indexed && index_appended(named.st_size)) {
    forget();
    return -1;
  }
  return 0;
}

static unsigned long long presented(unsigned long long seq, const SeqGap *gaps, int gap_count) {
  unsigned long long shift = 0;
  for (int i = 0; i < gap_count; i++) shift += seq > gaps[i].after_seq ? gaps[i].by : 0;
  return seq + shift;
}

int rows_visit(unsigned long long seq, long long oldest_ms, const SeqGap *gaps, int gap_count, RowVisitor visit,
               void *context) {
  pthread_mutex_lock(&lock);
  int failed = refresh();
  size_t low = 0, high = failed ? 0 : block_count;
  while (low < high) { /* the first block that holds a greater seq */
    size_t middle = (low + high) / 2;
    if (presented(blocks[middle].max_seq, gaps, gap_count) > seq) high = middle;
    else low = middle + 1;
  }
  Buffer lines = {0};
  int stop = failed;
  for (size_t b = low; !stop && b < block_count; b++) {
    if (blocks[b].max_at < oldest_ms) continue;
    size_t len = (size_t)((b + 1 < block_count ? blocks[b + 1].offset : indexed) - blocks[b].offset);
    if (buffer_resize(&lines, len) || read_at(lines.data, len, blocks[b].offset)) {
      failed = -1;
      break;
    }
    for (char *from = lines.data, *newline; !stop && (newline = memchr(from, '\n', (size_t)(lines.data + len - from)));
         from = newline + 1) {
      Line line;
      count(ROWS_SCANNED, 1);
      if (!parse_line(from, (size_t)(newline - from), &line) || line.at < oldest_ms) continue;
      line.row.seq = presented(line.row.stored_seq, gaps, gap_count);
      if (line.row.seq > seq) stop = visit(context, &line.row);
    }
  }
  buffer_free(&lines);
  pthread_mutex_unlock(&lock);
  return failed ? -1 : 0;
}
