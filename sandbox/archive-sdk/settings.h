/* sdk.json: who may call, and what time it is. */
#ifndef STANDIN_SETTINGS_H
#define STANDIN_SETTINGS_H

/*
 * 1 when corpid and secret are the ones in sdk.json, or when there is no sdk.json (then anyone may call);
 * 0 when they are wrong; -1 when sdk.json was never readable.
 */
int settings_admit(const char *corpid, const char *secret);

/* Unix milliseconds of the sandbox's clock: the wall clock plus clockOffsetMs. */
long long settings_now_ms(void);

/* When the media object was sent (`media.<sdkfileid>.at` in sdk.json), or -1 when that is not said. */
long long settings_media_at(const char *sdkfileid);

/* Rows and media can be fetched for five days. */
#define RETENTION_MS (5LL * 24 * 3600 * 1000)

#endif
