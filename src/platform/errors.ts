/** Details that help the caller act; never message text, tokens or secrets. */
export type ErrorDetails = Record<string, unknown>;

export interface AppErrorOptions {
  /** HTTP status when the error reaches a client. */
  status?: number;
  details?: ErrorDetails;
  /** true when the same work may succeed later: the queue tries again with a delay. */
  retryable?: boolean;
  cause?: unknown;
}

/**
 * Base of every error that has a name. `code` (`capability.reason`) is public API and is never renamed;
 * messages may change, the console translates by code.
 */
export class AppError extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: ErrorDetails | undefined;
  readonly retryable: boolean;

  constructor(code: string, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.status = options.status ?? 400;
    this.details = options.details;
    this.retryable = options.retryable ?? false;
  }
}

export class NotFoundError extends AppError {
  constructor(what: string, details?: ErrorDetails) {
    super(`${what}.not_found`, `No such ${what}`, { status: 404, ...(details && { details }) });
  }
}

export class ForbiddenError extends AppError {
  constructor(action: string) {
    super("auth.forbidden", `Not allowed: ${action}`, { status: 403, details: { action } });
  }
}

/** Proves at compile time that a switch over a union handles every member. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled value: ${JSON.stringify(value)}`);
}
