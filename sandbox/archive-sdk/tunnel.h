#ifndef STANDIN_TUNNEL_H
#define STANDIN_TUNNEL_H

/*
 * The proxy argument, so far as a probe can see it: connects to `http://host:port` or `socks5://host:port`, asks for
 * qyapi.weixin.qq.com:443, waits for the answer. No TLS follows, so every way ends in 10001, at the latest after
 * `timeout_seconds` (0: no limit, as in the vendor's build).
 */
int tunnel_attempt(const char *proxy, const char *passwd, int timeout_seconds);

#endif
