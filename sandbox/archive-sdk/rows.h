/* rows.jsonl: the archive's rows, found by seq through a sparse index that grows with the file. */
#ifndef STANDIN_ROWS_H
#define STANDIN_ROWS_H

#include "json.h"

typedef struct {
  unsigned long long seq; /* as presented, gaps included */
  unsigned long long stored_seq; /* as in the file */
  Json msgid, publickey_ver, encrypt_random_key, encrypt_chat_msg; /* raw JSON values */
} Row;

/* From `after_seq` on, rows appear under seq + `by`; rows keep their order. */
typedef struct {
  unsigned long long after_seq, by;
} SeqGap;

/* Returns non-zero to stop. */
typedef int (*RowVisitor)(void *context, const Row *row);

/*
 * Visits the rows with a presented seq above `seq` that were written at or after `oldest_ms`, in rising order.
 * Returns 0, or -1 when the file cannot be read. One caller at a time: the rows are locked while it runs.
 */
int rows_visit(unsigned long long seq, long long oldest_ms, const SeqGap *gaps, int gap_count, RowVisitor visit,
               void *context);

#endif
