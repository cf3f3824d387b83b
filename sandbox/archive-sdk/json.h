/*
 * Reading JSON without building a tree: a Json is a span of the text, and looking something up scans that span.
 * The text must outlive the spans and must be followed by a NUL or by more JSON.
 */
#ifndef STANDIN_JSON_H
#define STANDIN_JSON_H

#include <stddef.h>

typedef struct {
  const char *at; /* NULL: no such value */
  const char *end;
} Json;

/* The single value in `text`; absent when the text is anything but one well-formed value. */
Json json_parse(const char *text, size_t len);

/* The value of an object's field; absent when there is none or when it is no object. */
Json json_field(Json object, const char *name);

/* Walks an object: `*cursor` starts as NULL; 0 when there is no further member. The key comes without its quotes. */
int json_member(Json object, const char **cursor, Json *key, Json *value);

/* Walks an array in the same way. */
int json_item(Json array, const char **cursor, Json *value);

int json_is(Json span, const char *text); /* raw comparison: of a key, or of a literal */
int json_is_text(Json value);
long long json_int(Json value, long long fallback);
double json_number(Json value, double fallback);
int json_bool(Json value, int fallback);

/* Unescapes a string to UTF-8, NUL-terminated, cut at `size`; returns its length, 0 when it is no string. */
size_t json_text(Json value, char *out, size_t size);

#endif
