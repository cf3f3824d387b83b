#ifndef STANDIN_DECRYPT_H
#define STANDIN_DECRYPT_H

#include <stddef.h>

/*
 * The vendor's message layout (conversation-archive fact sheet, section 5). Pure: no handle, no state.
 * Returns 0 with a malloc'd, NUL-terminated plaintext, or 10005, 10006, 10008.
 *
 * `abort_on_malformed`: the vendor's build indexes strings unchecked, so a message shorter than 13 characters or a
 * length beyond the text kills the process; a supervisor has to live with that. Without it such input gives 10005.
 */
int decrypt_message(const char *key_text, const char *message, int abort_on_malformed, char **out, size_t *out_len);

#endif
