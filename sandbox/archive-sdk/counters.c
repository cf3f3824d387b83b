#include "counters.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "datadir.h"
#include "export.h"

static const char *const names[COUNTER_KINDS] = {
    [SDK_NEW] = "sdkNew",           [SDK_FREE] = "sdkFree",           [SLICE_NEW] = "sliceNew",
    [SLICE_FREE] = "sliceFree",     [MEDIA_NEW] = "mediaNew",         [MEDIA_FREE] = "mediaFree",
    [CHAT_CALLS] = "chatCalls",     [DECRYPT_CALLS] = "decryptCalls", [MEDIA_CALLS] = "mediaCalls",
    [ROWS_INDEXED] = "rowsIndexed", [ROWS_SCANNED] = "rowsScanned",
};
static unsigned long long values[COUNTER_KINDS];

void count(Counter counter, unsigned long long by) { __atomic_fetch_add(&values[counter], by, __ATOMIC_RELAXED); }

/* A counter by its name in counters.json; ULLONG_MAX for an unknown name. */
EXPORT unsigned long long standin_count(const char *name) {
  for (int i = 0; i < COUNTER_KINDS; i++) {
    if (name && !strcmp(name, names[i])) return __atomic_load_n(&values[i], __ATOMIC_RELAXED);
  }
  return ULLONG_MAX;
}

EXPORT void standin_reset_counts(void) {
  for (int i = 0; i < COUNTER_KINDS; i++) __atomic_store_n(&values[i], 0, __ATOMIC_RELAXED);
}

/* Not reached when the process is killed or aborts: a file that is missing or old says so. */
__attribute__((destructor)) static void write_counters(void) {
  char path[PATH_MAX], draft[PATH_MAX], name[64];
  snprintf(name, sizeof name, "counters.json.%d", (int)getpid());
  if (data_path(path, sizeof path, "counters.json") || data_path(draft, sizeof draft, name)) return;
  FILE *file = fopen(draft, "w");
  if (!file) return;
  fprintf(file, "{\"pid\":%d", (int)getpid());
  for (int i = 0; i < COUNTER_KINDS; i++) fprintf(file, ",\"%s\":%llu", names[i], values[i]);
  fputs("}\n", file);
  if (fclose(file) || rename(draft, path)) unlink(draft);
}
