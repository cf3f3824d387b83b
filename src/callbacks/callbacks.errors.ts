import { AppError } from "../platform/errors";

/** WeCom sends it again: nothing is lost, and nothing was promised. */
export class CallbackNotStoredError extends AppError {
  constructor(reason: string) {
    super("callback.not_stored", `Not stored: ${reason}`, { status: 503, retryable: true });
  }
}
