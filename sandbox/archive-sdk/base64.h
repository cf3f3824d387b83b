#ifndef STANDIN_BASE64_H
#define STANDIN_BASE64_H

#include <stddef.h>

/*
 * Standard alphabet, padded, nothing else tolerated. Returns a malloc'd block and its length, or NULL when the text
 * is not base64 (the empty text decodes to an empty block).
 */
unsigned char *base64_decode(const char *text, size_t len, size_t *out_len);

/* Writes at most 4 * ceil(len / 3) characters and a NUL. */
void base64_encode(const unsigned char *bytes, size_t len, char *out);

#endif
