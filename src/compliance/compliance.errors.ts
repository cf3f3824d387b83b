import { AppError, NotFoundError } from "../platform/errors";

export class HoldNotFoundError extends NotFoundError {
  constructor() {
    super("legal_hold");
  }
}

export class HoldSubjectUnknownError extends AppError {
  constructor() {
    super("compliance.subject_unknown", "No such customer, conversation or member", { status: 422 });
  }
}

export class ErasureNotFoundError extends NotFoundError {
  constructor() {
    super("erasure");
  }
}

/** Someone holds what would be removed; the reasons are shown to whoever asks. */
export class HeldError extends AppError {
  constructor(holds: { id: string; kind: string; reason: string; untilDay: string | null }[]) {
    super("compliance.held", "A legal hold forbids this", { status: 409, details: { holds } });
  }
}

/** There is more or less now than when the preview was shown, or it is from yesterday. */
export class PreviewStaleError extends AppError {
  constructor(total: number) {
    super("compliance.preview_stale", "Look at the preview again", { status: 409, details: { total } });
  }
}

export class NotConfirmedError extends AppError {
  constructor() {
    super("compliance.not_confirmed", "The number typed is not the one shown", { status: 422 });
  }
}
