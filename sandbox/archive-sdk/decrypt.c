#include "decrypt.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aes.h"
#include "base64.h"

enum { JUNK = 13, KEY_CHARS = 32, HEAD = JUNK + KEY_CHARS };

typedef struct {
  const unsigned char *key; /* k1 */
  size_t key_len;
  int32_t pre_len, end_len, s_len;
} KeyInfo;

/* Base64 of IV and ciphertext; the key is the first 32 bytes of a text, zero-padded. NULL on any failure. */
static unsigned char *open_sealed(const void *key, size_t key_len, const char *text, size_t len, size_t *out_len) {
  unsigned char aes_key[32] = {0};
  memcpy(aes_key, key, key_len < 32 ? key_len : 32);
  size_t raw_len = 0;
  unsigned char *raw = base64_decode(text, len, &raw_len);
  if (!raw) return NULL;
  if (raw_len < 32 || raw_len % 16 || aes256_cbc_decrypt(aes_key, raw, raw + 16, raw_len - 16, out_len)) {
    free(raw);
    return NULL;
  }
  memmove(raw, raw + 16, *out_len);
  raw[*out_len] = 0; /* room is certain: the IV and at least one byte of padding went away */
  return raw;
}

static int read_varint(const unsigned char **at, const unsigned char *end, uint64_t *value) {
  *value = 0;
  for (int shift = 0; shift < 64 && *at < end; shift += 7) {
    unsigned char byte = *(*at)++;
    *value |= (uint64_t)(byte & 127) << shift;
    if (byte < 128) return 0;
  }
  return -1;
}

static int skip_field(unsigned wire, const unsigned char **at, const unsigned char *end) {
  uint64_t len;
  switch (wire) {
    case 0:
      return read_varint(at, end, &len);
    case 1:
      len = 8;
      break;
    case 2:
      if (read_varint(at, end, &len)) return -1;
      break;
    case 5:
      len = 4;
      break;
    default:
      return -1;
  }
  if (len > (uint64_t)(end - *at)) return -1;
  *at += len;
  return 0;
}

static int parse_key_info(const unsigned char *at, size_t len, KeyInfo *info) {
  const unsigned char *end = at + len;
  memset(info, 0, sizeof *info);
  while (at < end) {
    uint64_t tag, value;
    if (read_varint(&at, end, &tag) || tag >> 3 == 0) return -1;
    if (tag == (1 << 3 | 2)) {
      if (read_varint(&at, end, &value) || value > (uint64_t)(end - at)) return -1;
      info->key = at;
      info->key_len = (size_t)value;
      at += value;
    } else if (tag == (2 << 3) || tag == (3 << 3) || tag == (4 << 3)) {
      if (read_varint(&at, end, &value)) return -1;
      int32_t *field = tag == (2 << 3) ? &info->pre_len : tag == (3 << 3) ? &info->end_len : &info->s_len;
      *field = (int32_t)(uint32_t)value;
    } else if (skip_field((unsigned)(tag & 7), &at, end)) {
      return -1;
    }
  }
  return info->key ? 0 : -1;
}

/* What an out-of-range std::string access does in the vendor's build. */
static int malformed(int abort_on_malformed) {
  if (!abort_on_malformed) return 10005;
  fputs("terminate called after throwing an instance of 'std::out_of_range'\n", stderr);
  abort();
}

/* Steps 4 to 7: takes the junk out of the message. Returns 0 with the body's length in `*body_len`. */
static int strip_junk(const KeyInfo *info, const char *message, size_t len, char *body, size_t *body_len, int aborts) {
  int64_t s = info->s_len, head = (int64_t)info->pre_len + HEAD;
  if (s <= 0 || 2 * s >= (int64_t)len || head > (int64_t)len) return 10005;
  /* A negative head is a huge unsigned count there: it erases everything. */
  size_t rest = head < 0 ? 0 : len - (size_t)head;
  const char *from = message + (len - rest);
  if ((size_t)s > rest) return malformed(aborts);
  size_t cut = rest - (size_t)s < (size_t)s ? rest - (size_t)s : (size_t)s;
  memcpy(body, from, (size_t)s);
  memcpy(body + s, from + s + cut, rest - (size_t)s - cut);
  size_t left = rest - cut;
  if (info->end_len < 0 || (size_t)info->end_len > left) return 10005;
  *body_len = left - (size_t)info->end_len;
  return 0;
}

int decrypt_message(const char *key_text, const char *message, int abort_on_malformed, char **out, size_t *out_len) {
  size_t len = strlen(message);
  if (len < JUNK) return malformed(abort_on_malformed);
  size_t key_chars = len - JUNK < KEY_CHARS ? len - JUNK : KEY_CHARS;

  size_t info_len = 0;
  unsigned char *packed = open_sealed(message + JUNK, key_chars, key_text, strlen(key_text), &info_len);
  if (!packed) return 10008;

  KeyInfo info;
  char *body = malloc(len + 1);
  size_t body_len = 0;
  int code = !body ? 10003 : parse_key_info(packed, info_len, &info) ? 10005 : 0;
  if (!code) code = strip_junk(&info, message, len, body, &body_len, abort_on_malformed);
  if (!code) {
    *out = (char *)open_sealed(info.key, info.key_len, body, body_len, out_len);
    if (!*out) code = 10006;
  }
  free(body);
  free(packed);
  return code;
}
