/*
 * A stand-in for the vendor's libWeWorkFinanceSdk_C.so: its 17 functions with its argument checks, its ownership
 * rules and its way of crashing, in front of a directory instead of a server.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chat.h"
#include "counters.h"
#include "decrypt.h"
#include "export.h"
#include "faults.h"
#include "media.h"
#include "tunnel.h"

enum { BAD_ARGUMENT = 10000, INTERNAL = 10003 };

typedef struct WeWorkFinanceSdk_t {
  char *corpid, *secret;
  int calls_running;
  struct WeWorkFinanceSdk_t *next;
} WeWorkFinanceSdk_t;

typedef struct {
  char *buf;
  int len;
} Slice_t;

typedef struct {
  char *outindexbuf;
  int out_len;
  char *data;
  int data_len;
  int is_finish;
} MediaData_t;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static WeWorkFinanceSdk_t *living;

/* With the vendor's build this is a use of freed memory. Here it dies at once and says why. */
static void die(const char *why) {
  fprintf(stderr, "standin: %s\n", why);
  abort();
}

static WeWorkFinanceSdk_t **find(WeWorkFinanceSdk_t *sdk) {
  WeWorkFinanceSdk_t **at = &living;
  while (*at && *at != sdk) at = &(*at)->next;
  return at;
}

static void must_live(WeWorkFinanceSdk_t *sdk) {
  if (!*find(sdk)) die("handle used after DestroySdk");
}

EXPORT WeWorkFinanceSdk_t *NewSdk(void) {
  WeWorkFinanceSdk_t *sdk = calloc(1, sizeof *sdk);
  if (!sdk) return NULL;
  count(SDK_NEW, 1);
  pthread_mutex_lock(&lock);
  sdk->next = living;
  living = sdk;
  pthread_mutex_unlock(&lock);
  return sdk;
}

EXPORT int Init(WeWorkFinanceSdk_t *sdk, const char *corpid, const char *secret) {
  if (!sdk || !corpid || !*corpid || !secret || !*secret) return BAD_ARGUMENT;
  pthread_mutex_lock(&lock);
  must_live(sdk);
  free(sdk->corpid);
  free(sdk->secret);
  sdk->corpid = strdup(corpid);
  sdk->secret = strdup(secret);
  int ok = sdk->corpid && sdk->secret;
  pthread_mutex_unlock(&lock);
  return ok ? 0 : INTERNAL;
}

EXPORT void DestroySdk(WeWorkFinanceSdk_t *sdk) {
  if (!sdk) return;
  pthread_mutex_lock(&lock);
  WeWorkFinanceSdk_t **at = find(sdk);
  if (!*at) die("DestroySdk called twice");
  if (sdk->calls_running) die("DestroySdk called while a call was running");
  *at = sdk->next;
  pthread_mutex_unlock(&lock);
  free(sdk->corpid);
  free(sdk->secret);
  free(sdk);
  count(SDK_FREE, 1);
}

static int begin_call(WeWorkFinanceSdk_t *sdk) {
  pthread_mutex_lock(&lock);
  must_live(sdk);
  int ready = sdk->corpid && sdk->secret;
  if (ready) sdk->calls_running++;
  pthread_mutex_unlock(&lock);
  return ready;
}

static void end_call(WeWorkFinanceSdk_t *sdk) {
  pthread_mutex_lock(&lock);
  sdk->calls_running--;
  pthread_mutex_unlock(&lock);
}

/* Everything between the caller and the server that can fail or take time. */
static int reach_server(const Fault *fault, const char *proxy, const char *passwd, int timeout) {
  fault_strike(fault);
  if (fault->kind == RETURN_CODE) return fault->code;
  if (proxy && *proxy) return tunnel_attempt(proxy, passwd, timeout);
  double seconds = faults_weather().latency_seconds;
  return wait_for_answer(fault->kind == STALL ? seconds + fault->seconds : seconds, timeout);
}

EXPORT int GetChatData(WeWorkFinanceSdk_t *sdk, unsigned long long seq, unsigned int limit, const char *proxy,
                       const char *passwd, int timeout, Slice_t *out) {
  if (!sdk || !out || limit == 0 || limit > 1000) return BAD_ARGUMENT;
  if (!begin_call(sdk)) return BAD_ARGUMENT;
  count(CHAT_CALLS, 1);
  Fault fault = fault_of_call(CHAT);
  Buffer body = {0};
  int code = reach_server(&fault, proxy, passwd, timeout);
  if (!code) code = chat_page(sdk->corpid, sdk->secret, seq, limit, &fault, &body);
  if (code) {
    buffer_free(&body);
  } else { /* whatever the slice held before leaks, as it does with the vendor's build */
    out->buf = body.data;
    out->len = (int)body.len;
  }
  end_call(sdk);
  return code;
}

EXPORT int DecryptData(const char *encrypt_key, const char *encrypt_msg, Slice_t *out) {
  if (!encrypt_key || !encrypt_msg || !out) return BAD_ARGUMENT;
  count(DECRYPT_CALLS, 1);
  Fault fault = fault_of_call(DECRYPT);
  fault_strike(&fault);
  if (fault.kind == RETURN_CODE) return fault.code;
  char *text = NULL;
  size_t len = 0;
  int code = decrypt_message(encrypt_key, encrypt_msg, faults_weather().abort_on_malformed, &text, &len);
  if (!code) {
    out->buf = text;
    out->len = (int)len;
  }
  return code;
}

EXPORT int GetMediaData(WeWorkFinanceSdk_t *sdk, const char *indexbuf, const char *sdkfileid, const char *proxy,
                        const char *passwd, int timeout, MediaData_t *out) {
  int refused = sdk && out ? media_check(indexbuf, sdkfileid) : BAD_ARGUMENT;
  if (refused) return refused;
  if (!begin_call(sdk)) return BAD_ARGUMENT;
  count(MEDIA_CALLS, 1);
  Fault fault = fault_of_call(MEDIA);
  MediaSlice slice;
  int code = reach_server(&fault, proxy, passwd, timeout);
  if (!code)
    code = media_slice(sdk->corpid, sdk->secret, indexbuf, sdkfileid, fault.kind == MD5_MISMATCH, &slice);
  if (!code) {
    out->outindexbuf = slice.next_index;
    out->out_len = (int)strlen(slice.next_index);
    out->data = slice.data;
    out->data_len = (int)slice.data_len;
    out->is_finish = slice.finished;
  }
  end_call(sdk);
  return code;
}

EXPORT Slice_t *NewSlice(void) {
  Slice_t *slice = calloc(1, sizeof *slice);
  if (slice) count(SLICE_NEW, 1);
  return slice;
}

EXPORT void FreeSlice(Slice_t *slice) {
  if (!slice) return;
  free(slice->buf);
  free(slice);
  count(SLICE_FREE, 1);
}

EXPORT char *GetContentFromSlice(Slice_t *slice) { return slice ? slice->buf : NULL; }
EXPORT int GetSliceLen(Slice_t *slice) { return slice ? slice->len : 0; }

EXPORT MediaData_t *NewMediaData(void) {
  MediaData_t *media = calloc(1, sizeof *media);
  if (media) count(MEDIA_NEW, 1);
  return media;
}

EXPORT void FreeMediaData(MediaData_t *media) {
  if (!media) return;
  free(media->outindexbuf);
  free(media->data);
  free(media);
  count(MEDIA_FREE, 1);
}

EXPORT char *GetOutIndexBuf(MediaData_t *media) { return media ? media->outindexbuf : NULL; }
EXPORT int GetIndexLen(MediaData_t *media) { return media ? media->out_len : 0; }
EXPORT char *GetData(MediaData_t *media) { return media ? media->data : NULL; }
EXPORT int GetDataLen(MediaData_t *media) { return media ? media->data_len : 0; }
EXPORT int IsMediaDataFinish(MediaData_t *media) { return media ? media->is_finish : 0; }
