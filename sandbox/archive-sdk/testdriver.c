/*
 * Drives the library for the tests: one command a line on stdin, fields separated by tabs, `\N` for NULL.
 * Each answer is `<code> <bytes of a> <bytes of b> <flag>\n` followed by a and b.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FIELDS = 8 };

static void *(*NewSdk)(void), *(*NewSlice)(void), *(*NewMediaData)(void);
static void (*DestroySdk)(void *), (*FreeSlice)(void *), (*FreeMediaData)(void *);
static int (*Init)(void *, const char *, const char *);
static int (*GetChatData)(void *, unsigned long long, unsigned, const char *, const char *, int, void *);
static int (*DecryptData)(const char *, const char *, void *);
static int (*GetMediaData)(void *, const char *, const char *, const char *, const char *, int, void *);
static char *(*GetContentFromSlice)(void *), *(*GetOutIndexBuf)(void *), *(*GetData)(void *);
static int (*GetSliceLen)(void *), (*GetIndexLen)(void *), (*GetDataLen)(void *), (*IsMediaDataFinish)(void *);
static unsigned long long (*standin_count)(const char *);
static void (*standin_reset_counts)(void);

static void load(const char *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    fprintf(stderr, "%s\n", dlerror());
    exit(2);
  }
#define LOAD(name) (*(void **)&name = dlsym(library, #name))
  if (!LOAD(NewSdk) || !LOAD(NewSlice) || !LOAD(NewMediaData) || !LOAD(DestroySdk) || !LOAD(FreeSlice) ||
      !LOAD(FreeMediaData) || !LOAD(Init) || !LOAD(GetChatData) || !LOAD(DecryptData) || !LOAD(GetMediaData) ||
      !LOAD(GetContentFromSlice) || !LOAD(GetOutIndexBuf) || !LOAD(GetData) || !LOAD(GetSliceLen) ||
      !LOAD(GetIndexLen) || !LOAD(GetDataLen) || !LOAD(IsMediaDataFinish) || !LOAD(standin_count) ||
      !LOAD(standin_reset_counts)) {
    fprintf(stderr, "%s\n", dlerror());
    exit(2);
  }
}

static void answer(long long code, const char *a, int a_len, const char *b, int b_len, int flag) {
  printf("%lld %d %d %d\n", code, a_len, b_len, flag);
  if (a_len) fwrite(a, 1, (size_t)a_len, stdout);
  if (b_len) fwrite(b, 1, (size_t)b_len, stdout);
  fflush(stdout);
}

/* The flag says whether a NUL stands behind the content, as it does with the vendor's build. */
static void answer_slice(int code, void *slice) {
  const char *content = GetContentFromSlice(slice);
  int len = GetSliceLen(slice);
  answer(code, content, len, NULL, 0, content ? content[len] == 0 : 1);
  FreeSlice(slice);
}

typedef struct {
  void *sdk;
  int calls, succeeded;
} Puller;

static void *pull(void *context) {
  Puller *puller = context;
  for (int i = 0; i < puller->calls; i++) {
    void *slice = NewSlice();
    if (!GetChatData(puller->sdk, 0, 10, NULL, NULL, 5, slice) && GetSliceLen(slice) > 0) puller->succeeded++;
    FreeSlice(slice);
  }
  return NULL;
}

static int pull_in_parallel(void *sdk, int threads, int calls) {
  pthread_t ids[16];
  Puller pullers[16];
  int succeeded = 0;
  for (int i = 0; i < threads; i++) {
    pullers[i] = (Puller){sdk, calls, 0};
    pthread_create(&ids[i], NULL, pull, &pullers[i]);
  }
  for (int i = 0; i < threads; i++) {
    pthread_join(ids[i], NULL);
    succeeded += pullers[i].succeeded;
  }
  return succeeded;
}

static void churn(void *sdk, int times, const char *key, const char *message) {
  for (int i = 0; i < times; i++) {
    void *slice = NewSlice(), *media = NewMediaData(), *other = NewSdk();
    DecryptData(key, message, slice);
    GetMediaData(sdk, "", "", NULL, NULL, 5, media);
    FreeSlice(slice);
    FreeMediaData(media);
    DestroySdk(other);
  }
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  load(argv[1]);
  void *sdk = NewSdk();
  char *line = NULL;
  size_t room = 0;
  while (getline(&line, &room, stdin) > 0) {
    char *field[MAX_FIELDS] = {0}, *rest = line;
    line[strcspn(line, "\n")] = 0;
    for (int i = 0; i < MAX_FIELDS && rest; i++) {
      field[i] = strsep(&rest, "\t");
      if (!strcmp(field[i], "\\N")) field[i] = NULL;
    }
    const char *command = field[0];
#define IS(name) !strcmp(command, name)
#define NUMBER(i) (field[i] ? strtoull(field[i], NULL, 10) : 0)
    if (IS("init")) {
      answer(Init(sdk, field[1], field[2]), NULL, 0, NULL, 0, 0);
    } else if (IS("chat")) {
      void *slice = NewSlice();
      answer_slice(GetChatData(sdk, NUMBER(1), (unsigned)NUMBER(2), field[4], field[5], (int)NUMBER(3), slice), slice);
    } else if (IS("decrypt")) {
      void *slice = NewSlice();
      answer_slice(DecryptData(field[1], field[2], slice), slice);
    } else if (IS("media")) {
      void *media = NewMediaData();
      int code = GetMediaData(sdk, field[1], field[2], field[4], field[5], (int)NUMBER(3), media);
      answer(code, GetData(media), GetDataLen(media), GetOutIndexBuf(media), GetIndexLen(media),
             IsMediaDataFinish(media));
      FreeMediaData(media);
    } else if (IS("churn")) {
      churn(sdk, (int)NUMBER(1), field[2], field[3]);
      answer(0, NULL, 0, NULL, 0, 0);
    } else if (IS("parallel")) {
      answer(pull_in_parallel(sdk, (int)NUMBER(1), (int)NUMBER(2)), NULL, 0, NULL, 0, 0);
    } else if (IS("count")) {
      answer((long long)standin_count(field[1]), NULL, 0, NULL, 0, 0);
    } else if (IS("resetcounts")) {
      standin_reset_counts();
      answer(0, NULL, 0, NULL, 0, 0);
    } else if (IS("destroy")) {
      DestroySdk(sdk);
      answer(0, NULL, 0, NULL, 0, 0);
    } else {
      fprintf(stderr, "no such command: %s\n", command);
      return 2;
    }
  }
  free(line);
  return 0;
}
