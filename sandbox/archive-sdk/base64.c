#include "base64.h"

#include <stdlib.h>
#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int value_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

unsigned char *base64_decode(const char *text, size_t len, size_t *out_len) {
  if (len % 4) return NULL;
  size_t pad = 0;
  while (pad < 2 && pad < len && text[len - 1 - pad] == '=') pad++;
  unsigned char *out = malloc(len / 4 * 3 + 1);
  if (!out) return NULL;
  size_t n = 0;
  for (size_t i = 0; i < len; i += 4) {
    unsigned group = 0;
    for (size_t j = i; j < i + 4; j++) {
      int value = j >= len - pad ? 0 : value_of(text[j]);
      if (value < 0) {
        free(out);
        return NULL;
      }
      group = group << 6 | (unsigned)value;
    }
    out[n++] = (unsigned char)(group >> 16);
    out[n++] = (unsigned char)(group >> 8);
    out[n++] = (unsigned char)group;
  }
  *out_len = n - pad;
  return out;
}

void base64_encode(const unsigned char *bytes, size_t len, char *out) {
  for (size_t i = 0; i < len; i += 3) {
    unsigned group = (unsigned)bytes[i] << 16;
    if (i + 1 < len) group |= (unsigned)bytes[i + 1] << 8;
    if (i + 2 < len) group |= bytes[i + 2];
    *out++ = alphabet[group >> 18];
    *out++ = alphabet[group >> 12 & 63];
    *out++ = i + 1 < len ? alphabet[group >> 6 & 63] : '=';
    *out++ = i + 2 < len ? alphabet[group & 63] : '=';
  }
  *out = 0;
}
