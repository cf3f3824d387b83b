/* faults.json: what goes wrong, at which call. The format is in README.md. */
#ifndef STANDIN_FAULTS_H
#define STANDIN_FAULTS_H

#include "rows.h"

typedef enum { CHAT, MEDIA, DECRYPT, CALL_KINDS } CallKind;

typedef enum {
  NO_FAULT,
  RETURN_CODE, /* code */
  HANG, /* seconds, deaf to the timeout: the library itself is stuck */
  STALL, /* seconds, ended by the timeout: the server is slow */
  ABORT,
  SEGV,
  /* pages only */
  SERVER_ERROR, /* errcode in the body, return code 0 */
  HTML,
  TRUNCATED,
  NO_CHATDATA,
  DUPLICATE_ROW,
  SEQ_GAP, /* by */
  UNKNOWN_VERSION,
  WRONG_MSGID,
  /* media only */
  MD5_MISMATCH
} FaultKind;

typedef struct {
  FaultKind kind;
  int code; /* of RETURN_CODE and SERVER_ERROR */
  double seconds;
  unsigned long long by;
} Fault;

/* Counts this call and says what is to go wrong with it. */
Fault fault_of_call(CallKind kind);

/* Sleeps for a HANG, dies for ABORT and SEGV, does nothing for the others. */
void fault_strike(const Fault *fault);

/* The settings of faults.json that hold for every call. */
typedef struct {
  double latency_seconds;
  int abort_on_malformed, ip_denied;
} Weather;

Weather faults_weather(void);

/* The code that faults.json gives to one media object, or 0. */
int faults_media_code(const char *sdkfileid);

/* The gaps of faults.json and those that SEQ_GAP faults opened in this process. */
enum { MAX_GAPS = 32 };
int faults_gaps(SeqGap gaps[MAX_GAPS]);
void faults_open_gap(SeqGap gap);

/* Waits as long as an answer takes; 10001 when that is longer than the timeout (0: none), else 0. */
int wait_for_answer(double seconds, int timeout_seconds);

#endif
