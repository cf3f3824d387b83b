import { AppError } from "../platform/errors";

/** Secret, library or keys are missing from the configuration. */
export class ArchiveNotConfiguredError extends AppError {
  constructor(missing: string[]) {
    super("archive.not_configured", `The conversation archive is not configured: ${missing.join(", ")}`, {
      status: 409,
      details: { missing },
    });
  }
}

export class ArchiveKeyError extends AppError {
  constructor(version: number, problem: string) {
    super("archive.bad_key", `The archive's private key ${version} cannot be used: ${problem}`, {
      status: 409,
      details: { version },
    });
  }
}

/** WeCom or the library refused; the cursor stands where it stood. `reason`: `sdk_10001`, `errcode_301042`, `not_json` … */
export class ArchivePullError extends AppError {
  constructor(reason: string) {
    super("archive.pull_failed", `The archive could not be pulled: ${reason}`, {
      status: 503,
      retryable: true,
      details: { reason },
    });
  }
}

/** Another puller moved the cursor meanwhile; the page belongs to it. */
export class CursorMovedError extends AppError {
  constructor() {
    super("archive.cursor_moved", "The archive's cursor was moved by another puller", { status: 409, retryable: true });
  }
}
