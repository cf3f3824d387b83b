/* How often what was made, freed, called and read: for leak tests. Written to counters.json when the process exits. */
#ifndef STANDIN_COUNTERS_H
#define STANDIN_COUNTERS_H

typedef enum {
  SDK_NEW,
  SDK_FREE,
  SLICE_NEW,
  SLICE_FREE,
  MEDIA_NEW,
  MEDIA_FREE,
  CHAT_CALLS,
  DECRYPT_CALLS,
  MEDIA_CALLS,
  ROWS_INDEXED, /* lines of rows.jsonl that went into the index */
  ROWS_SCANNED, /* lines that were read again to answer GetChatData */
  COUNTER_KINDS
} Counter;

void count(Counter counter, unsigned long long by);

#endif
