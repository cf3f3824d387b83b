#include "json.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 64 };

static const char *skip_space(const char *at, const char *end) {
  while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) at++;
  return at;
}

/* `at` stands on the opening quote; returns the position behind the closing one, or NULL. */
static const char *skip_string(const char *at, const char *end) {
  const char *body = at + 1;
  for (const char *p = body; p < end; p++) {
    p = memchr(p, '"', (size_t)(end - p));
    if (!p) return NULL;
    size_t slashes = 0;
    while (p - slashes > body && p[-1 - (long)slashes] == '\\') slashes++;
    if (slashes % 2 == 0) return p + 1;
  }
  return NULL;
}

static const char *skip_value(const char *at, const char *end, int depth);

static const char *skip_container(const char *at, const char *end, int depth) {
  char closing = *at == '{' ? '}' : ']';
  int object = closing == '}';
  at = skip_space(at + 1, end);
  if (at < end && *at == closing) return at + 1;
  while (at < end) {
    if (object) {
      if (*at != '"' || !(at = skip_string(at, end))) return NULL;
      at = skip_space(at, end);
      if (at >= end || *at != ':') return NULL;
      at = skip_space(at + 1, end);
    }
    at = skip_value(at, end, depth + 1);
    if (!at) return NULL;
    at = skip_space(at, end);
    if (at >= end) return NULL;
    if (*at == closing) return at + 1;
    if (*at != ',') return NULL;
    at = skip_space(at + 1, end);
  }
  return NULL;
}

static const char *skip_value(const char *at, const char *end, int depth) {
  if (at >= end || depth > MAX_DEPTH) return NULL;
  if (*at == '"') return skip_string(at, end);
  if (*at == '{' || *at == '[') return skip_container(at, end, depth);
  const char *start = at;
  while (at < end && (strchr("+-.eE", *at) || (*at >= '0' && *at <= '9')) && *at) at++;
  if (at > start) return at;
  static const char *const words[] = {"true", "false", "null"};
  for (int i = 0; i < 3; i++) {
    size_t len = strlen(words[i]);
    if ((size_t)(end - at) >= len && !memcmp(at, words[i], len)) return at + len;
  }
  return NULL;
}

Json json_parse(const char *text, size_t len) {
  Json none = {NULL, NULL};
  const char *end = text + len;
  const char *at = skip_space(text, end);
  const char *behind = skip_value(at, end, 0);
  if (!behind || skip_space(behind, end) != end) return none;
  return (Json){at, behind};
}

/* The next value of a container whose cursor stands behind the previous one. */
static const char *advance(Json container, char opening, const char *cursor) {
  if (!container.at || *container.at != opening) return NULL;
  const char *at = skip_space(cursor ? cursor : container.at + 1, container.end);
  if (cursor && at < container.end && *at == ',') at = skip_space(at + 1, container.end);
  if (at >= container.end - 1) return NULL; /* only the closing bracket is left */
  return at;
}

int json_member(Json object, const char **cursor, Json *key, Json *value) {
  const char *at = advance(object, '{', *cursor);
  if (!at || *at != '"') return 0;
  const char *behind = skip_string(at, object.end);
  if (!behind) return 0;
  *key = (Json){at + 1, behind - 1};
  at = skip_space(behind, object.end);
  if (at >= object.end || *at != ':') return 0;
  at = skip_space(at + 1, object.end);
  behind = skip_value(at, object.end, 0);
  if (!behind) return 0;
  *value = (Json){at, behind};
  *cursor = behind;
  return 1;
}

int json_item(Json array, const char **cursor, Json *value) {
  const char *at = advance(array, '[', *cursor);
  if (!at) return 0;
  const char *behind = skip_value(at, array.end, 0);
  if (!behind) return 0;
  *value = (Json){at, behind};
  *cursor = behind;
  return 1;
}

int json_is(Json span, const char *text) {
  size_t len = strlen(text);
  return span.at && (size_t)(span.end - span.at) == len && !memcmp(span.at, text, len);
}

Json json_field(Json object, const char *name) {
  const char *cursor = NULL;
  Json key, value;
  while (json_member(object, &cursor, &key, &value)) {
    if (json_is(key, name)) return value;
  }
  return (Json){NULL, NULL};
}

int json_is_text(Json value) { return value.at && *value.at == '"'; }

static int is_number(Json value) {
  return value.at && (*value.at == '-' || (*value.at >= '0' && *value.at <= '9'));
}

long long json_int(Json value, long long fallback) { return is_number(value) ? strtoll(value.at, NULL, 10) : fallback; }

double json_number(Json value, double fallback) { return is_number(value) ? strtod(value.at, NULL) : fallback; }

int json_bool(Json value, int fallback) {
  if (json_is(value, "true")) return 1;
  if (json_is(value, "false")) return 0;
  return fallback;
}

static unsigned hex4(const char *at) {
  char digits[5] = {at[0], at[1], at[2], at[3], 0};
  return (unsigned)strtoul(digits, NULL, 16);
}

static size_t utf8(unsigned code, char *out) {
  if (code < 0x80) return out[0] = (char)code, 1;
  if (code < 0x800) {
    out[0] = (char)(0xC0 | code >> 6);
    out[1] = (char)(0x80 | (code & 63));
    return 2;
  }
  if (code < 0x10000) {
    out[0] = (char)(0xE0 | code >> 12);
    out[1] = (char)(0x80 | (code >> 6 & 63));
    out[2] = (char)(0x80 | (code & 63));
    return 3;
  }
  out[0] = (char)(0xF0 | code >> 18);
  out[1] = (char)(0x80 | (code >> 12 & 63));
  out[2] = (char)(0x80 | (code >> 6 & 63));
  out[3] = (char)(0x80 | (code & 63));
  return 4;
}

size_t json_text(Json value, char *out, size_t size) {
  size_t len = 0;
  if (!size) return 0;
  if (json_is_text(value)) {
    const char *end = value.end - 1;
    for (const char *at = value.at + 1; at < end && len + 5 <= size;) {
      if (*at != '\\' || at + 1 >= end) {
        out[len++] = *at++;
        continue;
      }
      static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
      char kind = at[1];
      const char *known = strchr(from, kind);
      at += 2;
      if (kind == 'u' && end - at >= 4) {
        unsigned code = hex4(at);
        at += 4;
        if (code >= 0xD800 && code < 0xDC00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u') {
          code = 0x10000 + ((code - 0xD800) << 10) + (hex4(at + 2) - 0xDC00);
          at += 6;
        }
        len += utf8(code, out + len);
      } else {
        out[len++] = known && kind ? to[known - from] : kind;
      }
    }
  }
  out[len] = 0;
  return len;
}
