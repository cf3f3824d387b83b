#include "chat.h"

#include <pthread.h>
#include <string.h>

#include "datadir.h"
#include "settings.h"

enum { RATE_CALLS = 600, RATE_WINDOW_MS = 60000, UNKNOWN_KEY_VERSION = 999 };

/* 0 when more than 600 calls would fall into the last 60 seconds of the sandbox's clock. */
static int within_rate(long long now_ms) {
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  static long long at[RATE_CALLS];
  static int next, used;
  pthread_mutex_lock(&lock);
  /* A clock that was set back empties the window instead of closing it for as long. */
  int oldest = used < RATE_CALLS ? -1 : next;
  int allowed = oldest < 0 || now_ms - at[oldest] >= RATE_WINDOW_MS || now_ms < at[oldest];
  if (allowed) {
    at[next] = now_ms;
    next = (next + 1) % RATE_CALLS;
    if (used < RATE_CALLS) used++;
  }
  pthread_mutex_unlock(&lock);
  return allowed;
}

static int refuse(Buffer *body, int errcode, const char *errmsg) {
  return buffer_print(body, "{\"errcode\":%d,\"errmsg\":\"%s\"}", errcode, errmsg) ? 10003 : 0;
}

typedef struct {
  Buffer *body;
  const Fault *fault;
  unsigned limit, rows;
  unsigned long long first_stored_seq; /* where a gap opens */
  int failed;
} Page;

static int add_text(Buffer *body, const char *before, Json value) {
  return buffer_append(body, before, strlen(before)) || buffer_append(body, value.at, (size_t)(value.end - value.at));
}

static int add_row(Page *page, const Row *row, unsigned long long seq) {
  const Fault *fault = page->fault;
  Buffer *body = page->body;
  int first = page->rows == 0, failed = 0;
  failed |= buffer_print(body, "%s{\"seq\":%llu", first ? "" : ",", seq);
  if (first && fault->kind == WRONG_MSGID) failed |= buffer_print(body, ",\"msgid\":\"0000_%llu_external\"", seq);
  else failed |= add_text(body, ",\"msgid\":", row->msgid);
  if (first && fault->kind == UNKNOWN_VERSION)
    failed |= buffer_print(body, ",\"publickey_ver\":%d", UNKNOWN_KEY_VERSION);
  else failed |= add_text(body, ",\"publickey_ver\":", row->publickey_ver);
  failed |= add_text(body, ",\"encrypt_random_key\":", row->encrypt_random_key);
  failed |= add_text(body, ",\"encrypt_chat_msg\":", row->encrypt_chat_msg);
  failed |= buffer_append(body, "}", 1);
  page->rows++;
  page->failed |= failed;
  return failed;
}

static int visit(void *context, const Row *row) {
  Page *page = context;
  const Fault *fault = page->fault;
  unsigned long long seq = row->seq;
  if (fault->kind == SEQ_GAP && page->rows) seq += fault->by;
  if (add_row(page, row, seq)) return 1;
  if (fault->kind == DUPLICATE_ROW && page->rows == 1 && page->limit > 1) add_row(page, row, seq);
  if (page->rows == 1) page->first_stored_seq = row->stored_seq;
  return page->failed || page->rows >= page->limit;
}

static int write_page(unsigned long long seq, unsigned limit, const Fault *fault, Buffer *body) {
  SeqGap gaps[MAX_GAPS];
  int gap_count = faults_gaps(gaps);
  Page page = {.body = body, .fault = fault, .limit = limit};
  int failed = buffer_print(body, "{\"errcode\":0,\"errmsg\":\"ok\"");
  if (fault->kind != NO_CHATDATA) {
    failed |= buffer_print(body, ",\"chatdata\":[");
    failed |= rows_visit(seq, settings_now_ms() - RETENTION_MS, gaps, gap_count, visit, &page);
    failed |= buffer_print(body, "]");
  }
  failed |= buffer_print(body, "}") | page.failed;
  if (fault->kind == SEQ_GAP && page.rows) faults_open_gap((SeqGap){page.first_stored_seq, fault->by});
  if (fault->kind == TRUNCATED) failed |= buffer_resize(body, body->len / 2);
  return failed ? 10003 : 0;
}

int chat_page(const char *corpid, const char *secret, unsigned long long seq, unsigned limit, const Fault *fault,
              Buffer *body) {
  if (fault->kind == HTML) {
    return buffer_print(body, "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
                              "<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n")
               ? 10003
               : 0;
  }
  if (fault->kind == SERVER_ERROR) return refuse(body, fault->code, "stand-in fault");
  if (!data_dir()) return 10003;
  int admitted = settings_admit(corpid, secret);
  if (admitted < 0) return 10003;
  if (!admitted) return refuse(body, 40001, "invalid credential");
  if (faults_weather().ip_denied) return refuse(body, 301042, "ip not trusted");
  if (!within_rate(settings_now_ms())) return refuse(body, 45009, "api freq out of limit");
  return write_page(seq, limit, fault, body);
}
