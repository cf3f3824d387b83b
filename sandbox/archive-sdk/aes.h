#ifndef STANDIN_AES_H
#define STANDIN_AES_H

#include <stddef.h>

/*
 * AES-256-CBC decipher with PKCS#7 unpadding, in place. `len` is a positive multiple of 16.
 * Returns 0 and the length of the plaintext, or -1 when the padding is wrong.
 */
int aes256_cbc_decrypt(const unsigned char key[32], const unsigned char iv[16], unsigned char *data, size_t len,
                       size_t *out_len);

#endif
