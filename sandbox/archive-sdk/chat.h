#ifndef STANDIN_CHAT_H
#define STANDIN_CHAT_H

#include "buffer.h"
#include "faults.h"

/*
 * The body that the server answers to "rows after seq". Returns 0 (also for errors that the body carries) or the
 * code of a failure on this side.
 */
int chat_page(const char *corpid, const char *secret, unsigned long long seq, unsigned limit, const Fault *fault,
              Buffer *body);

#endif
