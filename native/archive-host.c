/*
 * archive-host: runs WeCom's conversation archive library in a process of its own.
 *
 *   archive-host <path of libWeWorkFinanceSdk_C.so>
 *
 * Why a process: the Linux builds carry their own OpenSSL, which clashes with the one inside Node and kills the process
 * at the first TLS connection, and some malformed messages make the library abort. This process may die; whoever
 * started it starts another.
 *
 * Protocol, binary, little-endian. stdin takes requests, stdout gives answers; answers may come in another order.
 *   request  u32 length of the rest | u32 id | u8 op | body
 *   answer   u32 length of the rest | u32 id | u8 op | i32 code | body
 *   text     u32 length | bytes (no terminator)
 * At start, once the library is loaded: answer with id 0, op 0, code 0, body u32 version of this protocol (1).
 *
 *   op 1 init     text corpid, text secret                             -> nothing. Replaces the handle.
 *   op 2 chat     u64 seq, u32 limit, u32 timeout s, text proxy, text passwd     -> the page as it came (rest of body)
 *   op 3 decrypt  u32 n, n times (text key, text message)              -> n times (i32 code, text plaintext)
 *   op 4 media    u32 timeout s, text proxy, text passwd, text index, text sdkfileid
 *                                                                      -> u8 finished, text next index, data (rest)
 *
 * code: the library's own (0, 10000…), or one of ours below zero:
 *   -1 the pair is malformed and was not shown to the library (it would abort)   -2 not initialised   -3 bad request
 *
 * Three lanes work side by side: init and chat in order, decrypt in order, media with four calls at a time. Init never
 * waits: calls that are running keep the handle they began with, and the last of them destroys it. When stdin ends the
 * process ends; calls still running are given one second. Nothing of a message, key or secret is ever printed; exit 3 with one line on
 * stderr means that the library could not be loaded.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "frames.h"
#include "sdk.h"

#define PROTOCOL_VERSION 1
#define MEDIA_THREADS 4
#define STACK_BYTES (8u << 20) /* small stacks are among the library's known crashes */

enum { OP_READY = 0, OP_INIT = 1, OP_CHAT = 2, OP_DECRYPT = 3, OP_MEDIA = 4 };
enum { CODE_MALFORMED = -1, CODE_NOT_INITIALISED = -2, CODE_BAD_REQUEST = -3 };

typedef struct Request {
  struct Request *next;
  unsigned char *frame;
  uint32_t id;
  uint8_t op;
  Reader body;
} Request;

typedef struct {
  pthread_t threads[MEDIA_THREADS];
  int size;
  pthread_mutex_t lock;
  pthread_cond_t filled;
  Request *first, *last;
  int closed;
} Lane;

static Sdk sdk;
static int out;

/* A handle must never be destroyed while a call runs, and init must not wait for one: so its users are counted. */
typedef struct {
  SdkHandle *sdk;
  int users;
} Handle;

static Handle *current; /* counts as one user itself */
static pthread_mutex_t handle_lock = PTHREAD_MUTEX_INITIALIZER;

static Handle *handle_hold(void) {
  pthread_mutex_lock(&handle_lock);
  Handle *held = current;
  if (held) held->users++;
  pthread_mutex_unlock(&handle_lock);
  return held;
}

static void handle_release(Handle *held) {
  if (!held) return;
  pthread_mutex_lock(&handle_lock);
  int last = --held->users == 0;
  pthread_mutex_unlock(&handle_lock);
  if (!last) return;
  sdk.DestroySdk(held->sdk);
  free(held);
}

/* Returns the one before, which the caller releases. */
static Handle *handle_swap(Handle *next) {
  pthread_mutex_lock(&handle_lock);
  Handle *before = current;
  current = next;
  pthread_mutex_unlock(&handle_lock);
  return before;
}

static int handle_open(const char *corpid, const char *secret) {
  Handle *next = calloc(1, sizeof *next);
  if (!next) abort();
  next->users = 1;
  next->sdk = sdk.NewSdk();
  int code = next->sdk ? sdk.Init(next->sdk, corpid, secret) : CODE_NOT_INITIALISED;
  if (code != 0) {
    if (next->sdk) sdk.DestroySdk(next->sdk);
    free(next);
    next = NULL;
  }
  handle_release(handle_swap(next));
  return code;
}

static void answer(const Request *request, int32_t code, const void *body, size_t length) {
  frame_write(out, request->id, request->op, code, body, length, NULL, 0);
}

static size_t positive(int length) { return length > 0 ? (size_t)length : 0; }

static void do_init(Request *request) {
  char *corpid = read_string(&request->body);
  char *secret = read_string(&request->body);
  if (request->body.bad) {
    answer(request, CODE_BAD_REQUEST, NULL, 0);
  } else {
    answer(request, handle_open(corpid, secret), NULL, 0);
  }
  if (secret) explicit_bzero(secret, strlen(secret));
  free(secret);
  free(corpid);
}

static void do_chat(Request *request) {
  unsigned long long seq = read_u64(&request->body);
  unsigned int limit = read_u32(&request->body);
  int timeout = (int)read_u32(&request->body);
  char *proxy = read_string(&request->body);
  char *passwd = read_string(&request->body);
  Handle *handle = handle_hold();
  if (request->body.bad || timeout <= 0) {
    answer(request, CODE_BAD_REQUEST, NULL, 0); /* timeout 0 would mean "for ever" to the library */
  } else if (!handle) {
    answer(request, CODE_NOT_INITIALISED, NULL, 0);
  } else {
    SdkSlice *slice = sdk.NewSlice();
    int code = sdk.GetChatData(handle->sdk, seq, limit, proxy, passwd, timeout, slice);
    answer(request, code, sdk.GetContentFromSlice(slice), positive(sdk.GetSliceLen(slice)));
    sdk.FreeSlice(slice);
  }
  handle_release(handle);
  free(proxy);
  free(passwd);
}

/* Needs no handle: DecryptData is a pure function. */
static void do_decrypt(Request *request) {
  uint32_t count = read_u32(&request->body);
  Bytes results = {0};
  Bytes scratch = {0};
  for (uint32_t i = 0; i < count && !request->body.bad; i++) {
    size_t key_length, message_length;
    const char *key = read_text(&request->body, &key_length);
    const char *message = read_text(&request->body, &message_length);
    if (request->body.bad) break;
    if (!sdk_may_decrypt(key, key_length, message, message_length)) {
      bytes_u32(&results, (uint32_t)CODE_MALFORMED);
      bytes_u32(&results, 0);
      continue;
    }
    scratch.length = 0;
    bytes_append(&scratch, key, key_length);
    bytes_u8(&scratch, 0);
    bytes_append(&scratch, message, message_length);
    bytes_u8(&scratch, 0);
    const char *texts = (const char *)scratch.bytes;
    SdkSlice *slice = sdk.NewSlice(); /* fresh for each call: the library overwrites without freeing */
    int code = sdk.DecryptData(texts, texts + key_length + 1, slice);
    size_t length = code == 0 ? positive(sdk.GetSliceLen(slice)) : 0;
    bytes_u32(&results, (uint32_t)code);
    bytes_u32(&results, (uint32_t)length);
    bytes_append(&results, sdk.GetContentFromSlice(slice), length);
    sdk.FreeSlice(slice);
  }
  if (request->body.bad) answer(request, CODE_BAD_REQUEST, NULL, 0);
  else answer(request, 0, results.bytes, results.length);
  bytes_free(&scratch);
  bytes_free(&results);
}

static void do_media(Request *request) {
  int timeout = (int)read_u32(&request->body);
  char *proxy = read_string(&request->body);
  char *passwd = read_string(&request->body);
  char *index = read_string(&request->body);
  char *fileid = read_string(&request->body);
  Handle *handle = handle_hold();
  if (request->body.bad || timeout <= 0) {
    answer(request, CODE_BAD_REQUEST, NULL, 0);
  } else if (!handle) {
    answer(request, CODE_NOT_INITIALISED, NULL, 0);
  } else {
    SdkMedia *media = sdk.NewMediaData();
    int code = sdk.GetMediaData(handle->sdk, index, fileid, proxy, passwd, timeout, media);
    Bytes head = {0};
    size_t index_length = code == 0 ? positive(sdk.GetIndexLen(media)) : 0;
    bytes_u8(&head, code == 0 && sdk.IsMediaDataFinish(media) ? 1 : 0);
    bytes_u32(&head, (uint32_t)index_length);
    bytes_append(&head, sdk.GetOutIndexBuf(media), index_length);
    size_t data_length = code == 0 ? positive(sdk.GetDataLen(media)) : 0;
    frame_write(out, request->id, request->op, code, head.bytes, head.length, sdk.GetData(media), data_length);
    bytes_free(&head);
    sdk.FreeMediaData(media);
  }
  handle_release(handle);
  free(proxy);
  free(passwd);
  free(index);
  free(fileid);
}

static void serve(Request *request) {
  switch (request->op) {
    case OP_INIT: do_init(request); break;
    case OP_CHAT: do_chat(request); break;
    case OP_DECRYPT: do_decrypt(request); break;
    case OP_MEDIA: do_media(request); break;
    default: answer(request, CODE_BAD_REQUEST, NULL, 0);
  }
  free(request->frame);
  free(request);
}

static void *work(void *argument) {
  Lane *lane = argument;
  for (;;) {
    pthread_mutex_lock(&lane->lock);
    while (!lane->first && !lane->closed) pthread_cond_wait(&lane->filled, &lane->lock);
    Request *request = lane->first;
    if (request) lane->first = request->next;
    if (!lane->first) lane->last = NULL;
    pthread_mutex_unlock(&lane->lock);
    if (!request) return NULL;
    serve(request);
  }
}

static void enqueue(Lane *lane, Request *request) {
  pthread_mutex_lock(&lane->lock);
  if (lane->last) lane->last->next = request;
  else lane->first = request;
  lane->last = request;
  pthread_cond_signal(&lane->filled);
  pthread_mutex_unlock(&lane->lock);
}

static void open_lane(Lane *lane, int size) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK_BYTES);
  pthread_mutex_init(&lane->lock, NULL);
  pthread_cond_init(&lane->filled, NULL);
  for (lane->size = 0; lane->size < size; lane->size++) {
    if (pthread_create(&lane->threads[lane->size], &attributes, work, lane) != 0) abort();
  }
  pthread_attr_destroy(&attributes);
}

/* Returns 1 when the lane came to rest before `deadline`. */
static int close_lane(Lane *lane, const struct timespec *deadline) {
  pthread_mutex_lock(&lane->lock);
  lane->closed = 1;
  pthread_cond_broadcast(&lane->filled);
  pthread_mutex_unlock(&lane->lock);
  int rested = 1;
  for (int i = 0; i < lane->size; i++) rested &= pthread_timedjoin_np(lane->threads[i], NULL, deadline) == 0;
  return rested;
}

/* The library may print; stdout belongs to the frames, so keep it for ourselves. */
static void take_stdout(void) {
  out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (out < 0 || nowhere < 0) abort();
  dup2(nowhere, STDOUT_FILENO);
  close(nowhere);
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "archive-host: usage: archive-host <library>\n");
    return 2;
  }
  take_stdout();
  signal(SIGPIPE, SIG_IGN);
  struct rlimit no_core = {0, 0}; /* a core file would hold messages and the secret */
  setrlimit(RLIMIT_CORE, &no_core);
  const char *problem = sdk_load(&sdk, argv[1]);
  if (problem) {
    fprintf(stderr, "archive-host: %s\n", problem);
    return 3;
  }

  static Lane chat, decrypt, media;
  open_lane(&chat, 1);
  open_lane(&decrypt, 1);
  open_lane(&media, MEDIA_THREADS);
  const unsigned char version[4] = {PROTOCOL_VERSION, 0, 0, 0};
  frame_write(out, 0, OP_READY, 0, version, sizeof version, NULL, 0);

  size_t length;
  unsigned char *frame;
  while ((frame = frame_read(STDIN_FILENO, &length))) {
    Request *request = calloc(1, sizeof *request);
    if (!request) abort();
    request->frame = frame;
    request->body = (Reader){frame, length, 0};
    request->id = read_u32(&request->body);
    if (length >= 5) {
      request->op = *request->body.at;
      request->body.at += 1;
      request->body.left -= 1;
    }
    enqueue(request->op == OP_DECRYPT ? &decrypt : request->op == OP_MEDIA ? &media : &chat, request);
  }

  struct timespec deadline;
  clock_gettime(CLOCK_REALTIME, &deadline);
  deadline.tv_sec += 1;
  int rested = close_lane(&chat, &deadline) & close_lane(&decrypt, &deadline) & close_lane(&media, &deadline);
  if (!rested) _exit(0); /* a call is still running: its handle must not be touched */
  handle_release(handle_swap(NULL));
  return 0;
}
