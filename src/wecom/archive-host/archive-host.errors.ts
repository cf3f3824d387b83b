import { AppError } from "../../platform/errors";

/** The host died or was stopped during the call: nothing is known about it, the same call may be made again. */
export class ArchiveHostLostError extends AppError {
  constructor(
    how: "deadline" | "exit" | "protocol",
    details: { op: string; signal?: string | null; exitCode?: number | null },
  ) {
    super("archive.host_lost", `The archive host was lost during ${details.op} (${how})`, {
      status: 503,
      retryable: true,
      details: { how, ...details },
    });
  }
}

/** The host cannot be started: not built, or the vendor's library cannot be loaded. An operator must act. */
export class ArchiveHostUnusableError extends AppError {
  constructor(reason: string) {
    super("archive.host_unusable", `The archive host cannot be used: ${reason}`, { status: 503, retryable: true });
  }
}
