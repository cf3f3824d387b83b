/* The vendor's library, loaded at run time by path: seventeen C functions (doc: page 91774 of WeCom). */
#ifndef EVERGREEN_SDK_H
#define EVERGREEN_SDK_H

#include <stddef.h>

typedef struct SdkHandle SdkHandle;
typedef struct SdkSlice SdkSlice;
typedef struct SdkMedia SdkMedia;

typedef struct {
  SdkHandle *(*NewSdk)(void);
  int (*Init)(SdkHandle *, const char *corpid, const char *secret);
  void (*DestroySdk)(SdkHandle *);
  int (*GetChatData)(SdkHandle *, unsigned long long seq, unsigned int limit, const char *proxy, const char *passwd,
                     int timeout, SdkSlice *);
  int (*DecryptData)(const char *key, const char *message, SdkSlice *);
  int (*GetMediaData)(SdkHandle *, const char *index, const char *fileid, const char *proxy, const char *passwd,
                      int timeout, SdkMedia *);
  SdkSlice *(*NewSlice)(void);
  void (*FreeSlice)(SdkSlice *);
  char *(*GetContentFromSlice)(SdkSlice *);
  int (*GetSliceLen)(SdkSlice *);
  SdkMedia *(*NewMediaData)(void);
  void (*FreeMediaData)(SdkMedia *);
  char *(*GetOutIndexBuf)(SdkMedia *);
  int (*GetIndexLen)(SdkMedia *);
  char *(*GetData)(SdkMedia *);
  int (*GetDataLen)(SdkMedia *);
  int (*IsMediaDataFinish)(SdkMedia *);
} Sdk;

/* Returns NULL on success, else what is missing, in words without content. */
const char *sdk_load(Sdk *sdk, const char *path);

/* The library indexes these texts unchecked and aborts the process on short ones. Returns 1 when a call is allowed. */
int sdk_may_decrypt(const char *key, size_t key_length, const char *message, size_t message_length);

#endif
