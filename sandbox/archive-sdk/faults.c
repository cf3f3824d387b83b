#include "faults.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "buffer.h"
#include "datadir.h"

/* Call numbers start anew with each version of faults.json, so a test can say "the next call" at any time. */
typedef struct {
  unsigned long long version, calls[CALL_KINDS];
} Tally;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static FileStamp stamp;
static Buffer text;
static Tally own;
static Tally *shared; /* in faults.calls, counted by all processes on this directory */
static SeqGap opened[MAX_GAPS];
static int opened_count;

static const struct {
  const char *name;
  FaultKind kind;
} kinds[] = {
    {"code", RETURN_CODE},         {"hang", HANG},
    {"stall", STALL},              {"abort", ABORT},
    {"segv", SEGV},                {"errcode", SERVER_ERROR},
    {"html", HTML},                {"truncated", TRUNCATED},
    {"noChatdata", NO_CHATDATA},   {"duplicate", DUPLICATE_ROW},
    {"seqGap", SEQ_GAP},           {"unknownVersion", UNKNOWN_VERSION},
    {"wrongMsgid", WRONG_MSGID},   {"md5Mismatch", MD5_MISMATCH},
};

static Tally *open_shared(void) {
  char path[PATH_MAX];
  if (data_path(path, sizeof path, "faults.calls")) return NULL;
  int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return NULL;
  void *mapped = MAP_FAILED;
  if (!ftruncate(fd, sizeof(Tally))) mapped = mmap(NULL, sizeof(Tally), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  return mapped == MAP_FAILED ? NULL : mapped;
}

static unsigned long long version_of(const FileStamp *file) {
  return (unsigned long long)file->modified.tv_sec * 1000000000ULL + (unsigned long long)file->modified.tv_nsec +
         (unsigned long long)file->inode * 31 + (unsigned long long)file->size;
}

/* Called under the lock. Faults that cannot be parsed are none, and said so: a test must not pass for want of them. */
static Json current(void) {
  char path[PATH_MAX];
  Json none = {NULL, NULL};
  if (!data_path(path, sizeof path, "faults.json") && stamp_changed(&stamp, path)) {
    buffer_free(&text);
    if (stamp.inode && buffer_read_file(&text, path)) buffer_free(&text);
    memset(own.calls, 0, sizeof own.calls);
    if (text.data && !json_parse(text.data, text.len).at) {
      fputs("standin: faults.json is not JSON and is ignored\n", stderr);
      buffer_free(&text);
    }
  }
  return text.data ? json_parse(text.data, text.len) : none;
}

static unsigned long long number_of_call(Json faults, CallKind kind) {
  if (!json_is(json_field(faults, "countCalls"), "\"directory\"")) return ++own.calls[kind];
  if (!shared && !(shared = open_shared())) return ++own.calls[kind];
  unsigned long long version = version_of(&stamp);
  if (shared->version != version) *shared = (Tally){.version = version};
  return __atomic_add_fetch(&shared->calls[kind], 1, __ATOMIC_SEQ_CST);
}

static FaultKind kind_named(Json name) {
  char wanted[32];
  json_text(name, wanted, sizeof wanted);
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    if (!strcmp(wanted, kinds[i].name)) return kinds[i].kind;
  }
  fprintf(stderr, "standin: faults.json: no fault is called \"%s\"\n", wanted);
  return NO_FAULT;
}

static int strikes(Json entry, unsigned long long number) {
  unsigned long long every = (unsigned long long)json_int(json_field(entry, "every"), 0);
  if (every) return number % every == 0;
  unsigned long long first = (unsigned long long)json_int(json_field(entry, "call"), 1);
  unsigned long long times = (unsigned long long)json_int(json_field(entry, "times"), 1);
  return number >= first && (!times || number - first < times);
}

Fault fault_of_call(CallKind kind) {
  static const char *const lists[CALL_KINDS] = {[CHAT] = "chat", [MEDIA] = "media", [DECRYPT] = "decrypt"};
  Fault fault = {0};
  pthread_mutex_lock(&lock);
  Json faults = current();
  if (faults.at) {
    unsigned long long number = number_of_call(faults, kind);
    Json list = json_field(faults, lists[kind]), entry;
    for (const char *cursor = NULL; fault.kind == NO_FAULT && json_item(list, &cursor, &entry);) {
      if (!strikes(entry, number)) continue;
      fault.kind = kind_named(json_field(entry, "do"));
      fault.code = (int)json_int(json_field(entry, "code"), fault.kind == SERVER_ERROR ? -1 : 10001);
      fault.seconds = json_number(json_field(entry, "seconds"), 3600);
      fault.by = (unsigned long long)json_int(json_field(entry, "by"), 1000);
    }
  }
  pthread_mutex_unlock(&lock);
  return fault;
}

static void sleep_for(double seconds) {
  struct timespec left = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
  while (nanosleep(&left, &left) && errno == EINTR) continue;
}

void fault_strike(const Fault *fault) {
  if (fault->kind == HANG) sleep_for(fault->seconds);
  if (fault->kind == ABORT) abort();
  if (fault->kind == SEGV) {
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
  }
}

Weather faults_weather(void) {
  pthread_mutex_lock(&lock);
  Json faults = current();
  Weather weather = {json_number(json_field(faults, "latencyMs"), 0) / 1000,
                     json_bool(json_field(faults, "abortOnMalformed"), 1),
                     json_bool(json_field(faults, "ipDenied"), 0)};
  pthread_mutex_unlock(&lock);
  return weather;
}

int faults_media_code(const char *sdkfileid) {
  pthread_mutex_lock(&lock);
  int code = (int)json_int(json_field(json_field(current(), "mediaCodes"), sdkfileid), 0);
  pthread_mutex_unlock(&lock);
  return code;
}

int faults_gaps(SeqGap gaps[MAX_GAPS]) {
  pthread_mutex_lock(&lock);
  int found = opened_count;
  memcpy(gaps, opened, (size_t)found * sizeof *gaps);
  Json list = json_field(current(), "seqGaps"), entry;
  for (const char *cursor = NULL; found < MAX_GAPS && json_item(list, &cursor, &entry); found++) {
    gaps[found].after_seq = (unsigned long long)json_int(json_field(entry, "afterSeq"), 0);
    gaps[found].by = (unsigned long long)json_int(json_field(entry, "by"), 0);
  }
  pthread_mutex_unlock(&lock);
  return found;
}

void faults_open_gap(SeqGap gap) {
  pthread_mutex_lock(&lock);
  if (opened_count < MAX_GAPS) opened[opened_count++] = gap;
  pthread_mutex_unlock(&lock);
}

int wait_for_answer(double seconds, int timeout_seconds) {
  int too_long = timeout_seconds > 0 && seconds >= timeout_seconds;
  if (seconds > 0) sleep_for(too_long ? timeout_seconds : seconds);
  return too_long ? 10001 : 0;
}
