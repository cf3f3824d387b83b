import { AppError, NotFoundError } from "../platform/errors";

export class WordNotFoundError extends NotFoundError {
  constructor() {
    super("sensitive_word");
  }
}

/** One look at the past at a time. */
export class ScanRunningError extends AppError {
  constructor() {
    super("sensitive_scan.running", "A scan is running already", { status: 409 });
  }
}
