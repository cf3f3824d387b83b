import pino, { type Logger } from "pino";

export type { Logger } from "pino";

/**
 * JSON lines on stdout. Ids, counts, states and durations only: no message text, token, secret or key.
 * The redaction list is the last fence, not the rule.
 */
export function createLogger(options: { level: string; process: string }): Logger {
  return pino({
    level: options.level,
    base: { process: options.process },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        "access_token",
        "*.access_token",
        "corpsecret",
        "*.corpsecret",
        "secret",
        "*.secret",
        "token",
        "*.token",
        "authorization",
        "*.authorization",
        "cookie",
        "*.cookie",
        "content",
        "*.content",
        "text",
        "*.text",
      ],
      censor: "[redacted]",
    },
    serializers: { error: serializeError, err: serializeError },
  });
}

/** Errors of HTTP clients and drivers carry requests, parameters and SQL values: keep name, code, message and stack only. */
function serializeError(error: unknown) {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = "code" in error ? error.code : undefined;
  const isDatabase = "sql" in error || "sqlMessage" in error;
  return {
    name: error.name,
    code,
    message: isDatabase ? "database error" : error.message,
    stack: isDatabase ? undefined : error.stack,
  };
}
