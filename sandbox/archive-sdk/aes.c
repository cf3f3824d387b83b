/* FIPS 197, the equivalent inverse cipher with one table; the table is computed once instead of being listed. */
#include "aes.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>

enum { ROUNDS = 14, WORDS = 4 * (ROUNDS + 1) };

static uint8_t sbox[256], inverse_sbox[256];
static uint32_t table[256]; /* InvMixColumns of the inverse S-box, for the first byte of a column */

static uint8_t multiply(uint8_t a, uint8_t b) {
  uint8_t product = 0;
  for (; b; b >>= 1) {
    if (b & 1) product ^= a;
    a = (uint8_t)(a << 1 ^ (a & 0x80 ? 0x1B : 0));
  }
  return product;
}

static uint32_t inverse_mix(uint8_t s) {
  return (uint32_t)multiply(s, 14) << 24 | (uint32_t)multiply(s, 9) << 16 | (uint32_t)multiply(s, 13) << 8 |
         multiply(s, 11);
}

static void build_tables(void) {
  uint8_t p = 1, q = 1;
  do { /* p runs through all non-zero elements (generator 3), q is its inverse */
    p = (uint8_t)(p ^ p << 1 ^ (p & 0x80 ? 0x1B : 0));
    q ^= (uint8_t)(q << 1);
    q ^= (uint8_t)(q << 2);
    q ^= (uint8_t)(q << 4);
    if (q & 0x80) q ^= 0x09;
    uint8_t rotated = q;
    uint8_t mixed = q;
    for (int i = 0; i < 4; i++) {
      rotated = (uint8_t)(rotated << 1 | rotated >> 7);
      mixed ^= rotated;
    }
    sbox[p] = mixed ^ 0x63;
  } while (p != 1);
  sbox[0] = 0x63;
  for (int i = 0; i < 256; i++) inverse_sbox[sbox[i]] = (uint8_t)i;
  for (int i = 0; i < 256; i++) table[i] = inverse_mix(inverse_sbox[i]);
}

static uint32_t load(const uint8_t *b) {
  return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static uint32_t substitute(uint32_t w) {
  return (uint32_t)sbox[w >> 24] << 24 | (uint32_t)sbox[w >> 16 & 255] << 16 | (uint32_t)sbox[w >> 8 & 255] << 8 |
         sbox[w & 255];
}

static uint32_t rotate(uint32_t w, int bits) { return bits ? w >> bits | w << (32 - bits) : w; }

static uint32_t inverse_mix_word(uint32_t w) {
  uint32_t mixed = 0;
  for (int i = 0; i < 4; i++) mixed ^= rotate(table[sbox[w >> (24 - 8 * i) & 255]], 8 * i);
  return mixed;
}

static void expand_key(const uint8_t key[32], uint32_t words[WORDS]) {
  uint8_t constant = 1;
  for (int i = 0; i < 8; i++) words[i] = load(key + 4 * i);
  for (int i = 8; i < WORDS; i++) {
    uint32_t w = words[i - 1];
    if (i % 8 == 0) {
      w = substitute(rotate(w, 24)) ^ (uint32_t)constant << 24;
      constant = multiply(constant, 2);
    } else if (i % 8 == 4) {
      w = substitute(w);
    }
    words[i] = words[i - 8] ^ w;
  }
  for (int i = 4; i < WORDS - 4; i++) words[i] = inverse_mix_word(words[i]);
}

static void decrypt_block(const uint32_t words[WORDS], const uint8_t in[16], uint8_t out[16]) {
  uint32_t s[4], t[4];
  for (int c = 0; c < 4; c++) s[c] = load(in + 4 * c) ^ words[4 * ROUNDS + c];
  for (int round = ROUNDS - 1; round > 0; round--) {
    for (int c = 0; c < 4; c++) {
      t[c] = table[s[c] >> 24] ^ rotate(table[s[(c + 3) & 3] >> 16 & 255], 8) ^
             rotate(table[s[(c + 2) & 3] >> 8 & 255], 16) ^ rotate(table[s[(c + 1) & 3] & 255], 24) ^
             words[4 * round + c];
    }
    memcpy(s, t, sizeof s);
  }
  for (int c = 0; c < 4; c++) {
    for (int row = 0; row < 4; row++) {
      uint8_t byte = inverse_sbox[s[(c + 4 - row) & 3] >> (24 - 8 * row) & 255];
      out[4 * c + row] = byte ^ (uint8_t)(words[c] >> (24 - 8 * row));
    }
  }
}

int aes256_cbc_decrypt(const unsigned char key[32], const unsigned char iv[16], unsigned char *data, size_t len,
                       size_t *out_len) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, build_tables);
  uint32_t words[WORDS];
  uint8_t previous[16], current[16];
  expand_key(key, words);
  memcpy(previous, iv, 16);
  for (size_t at = 0; at < len; at += 16) {
    memcpy(current, data + at, 16);
    decrypt_block(words, current, data + at);
    for (int i = 0; i < 16; i++) data[at + i] ^= previous[i];
    memcpy(previous, current, 16);
  }
  uint8_t pad = data[len - 1];
  if (pad < 1 || pad > 16) return -1;
  for (size_t i = len - pad; i < len; i++) {
    if (data[i] != pad) return -1;
  }
  *out_len = len - pad;
  return 0;
}
