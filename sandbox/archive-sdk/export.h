#ifndef STANDIN_EXPORT_H
#define STANDIN_EXPORT_H

/* Everything else is hidden: the library exports the vendor's 17 names and its own standin_* names only. */
#define EXPORT __attribute__((visibility("default")))

#endif
