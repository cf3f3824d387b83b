#include "settings.h"

#include <limits.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "buffer.h"
#include "datadir.h"
#include "json.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static FileStamp stamp;
static Buffer text; /* the last sdk.json that could be parsed */
static int unreadable;

/* Called under the lock. A half-written file keeps the values of the one before it. */
static Json current(void) {
  char path[PATH_MAX];
  if (!data_path(path, sizeof path, "sdk.json") && stamp_changed(&stamp, path)) {
    Buffer fresh = {0};
    int missing = !stamp.inode;
    if (!missing && (buffer_read_file(&fresh, path) || !fresh.data || !json_parse(fresh.data, fresh.len).at)) {
      unreadable = !text.data;
      stamp = (FileStamp){0}; /* look again at the next call */
      buffer_free(&fresh);
    } else {
      unreadable = 0;
      buffer_free(&text);
      text = fresh;
    }
  }
  return text.data ? json_parse(text.data, text.len) : (Json){NULL, NULL};
}

static int matches(Json expected, const char *given) {
  char value[512];
  json_text(expected, value, sizeof value);
  return !strcmp(value, given);
}

int settings_admit(const char *corpid, const char *secret) {
  pthread_mutex_lock(&lock);
  Json settings = current();
  int verdict = 1;
  if (unreadable) verdict = -1;
  else if (settings.at)
    verdict = matches(json_field(settings, "corpid"), corpid) && matches(json_field(settings, "secret"), secret);
  pthread_mutex_unlock(&lock);
  return verdict;
}

long long settings_now_ms(void) {
  pthread_mutex_lock(&lock);
  long long offset = json_int(json_field(current(), "clockOffsetMs"), 0);
  pthread_mutex_unlock(&lock);
  struct timespec wall;
  clock_gettime(CLOCK_REALTIME, &wall);
  return wall.tv_sec * 1000LL + wall.tv_nsec / 1000000 + offset;
}

long long settings_media_at(const char *sdkfileid) {
  pthread_mutex_lock(&lock);
  long long at = json_int(json_field(json_field(json_field(current(), "media"), sdkfileid), "at"), -1);
  pthread_mutex_unlock(&lock);
  return at;
}
