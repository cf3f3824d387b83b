#include "sdk.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#define MIN_MESSAGE_LENGTH 64

static char problem[512];

const char *sdk_load(Sdk *sdk, const char *path) {
  /* RTLD_LOCAL keeps the 12,000 symbols that some builds export (their own OpenSSL) out of everybody's way. */
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char *reason = dlerror();
    snprintf(problem, sizeof problem, "cannot load the library: %s", reason ? reason : "unknown reason");
    return problem;
  }
  struct {
    const char *name;
    void *slot;
  } const symbols[] = {
      {"NewSdk", &sdk->NewSdk},
      {"Init", &sdk->Init},
      {"DestroySdk", &sdk->DestroySdk},
      {"GetChatData", &sdk->GetChatData},
      {"DecryptData", &sdk->DecryptData},
      {"GetMediaData", &sdk->GetMediaData},
      {"NewSlice", &sdk->NewSlice},
      {"FreeSlice", &sdk->FreeSlice},
      {"GetContentFromSlice", &sdk->GetContentFromSlice},
      {"GetSliceLen", &sdk->GetSliceLen},
      {"NewMediaData", &sdk->NewMediaData},
      {"FreeMediaData", &sdk->FreeMediaData},
      {"GetOutIndexBuf", &sdk->GetOutIndexBuf},
      {"GetIndexLen", &sdk->GetIndexLen},
      {"GetData", &sdk->GetData},
      {"GetDataLen", &sdk->GetDataLen},
      {"IsMediaDataFinish", &sdk->IsMediaDataFinish},
  };
  for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
    void *address = dlsym(library, symbols[i].name);
    if (!address) {
      snprintf(problem, sizeof problem, "the library has no %s: not a conversation archive SDK", symbols[i].name);
      return problem;
    }
    /* ISO C has no cast from object to function pointers; POSIX promises that the bytes mean the same. */
    memcpy(symbols[i].slot, &address, sizeof address);
  }
  return NULL;
}

static int is_base64(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++) {
    char c = text[i];
    int plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!plain && c != '+' && c != '/' && c != '=') return 0;
  }
  return 1;
}

int sdk_may_decrypt(const char *key, size_t key_length, const char *message, size_t message_length) {
  if (key_length == 0 || message_length < MIN_MESSAGE_LENGTH) return 0;
  return is_base64(key, key_length) && is_base64(message, message_length);
}
