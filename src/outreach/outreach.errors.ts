import { AppError } from "../platform/errors";
import type { TouchStatus } from "./outreach.schema";

export class TouchSettledError extends AppError {
  constructor(status: TouchStatus) {
    super("outreach.settled", `This touch has ended already: ${status}`, { status: 409, details: { status } });
  }
}

/** A call is under way or its answer is being looked for; in a moment it is clear what can still be stopped. */
export class TouchBusyError extends AppError {
  constructor(status: TouchStatus) {
    super("outreach.busy", "This touch is being handed to WeCom right now", { status: 409, details: { status } });
  }
}

export class NotAwaitingMemberError extends AppError {
  constructor(status: TouchStatus) {
    super("outreach.not_awaiting", "Only a touch that waits for its member can be reminded of", {
      status: 409,
      details: { status },
    });
  }
}

export class RemindedTooOftenError extends AppError {
  constructor(limit: number) {
    super("outreach.reminded_too_often", `WeCom allows ${limit} reminders of a task in 24 hours`, {
      status: 429,
      details: { limit },
    });
  }
}

/** Read and claimed are two steps; between them a customer was forgotten. */
export class TouchesChangedError extends AppError {
  constructor() {
    super("outreach.touches_changed", "Touches went while they were being claimed", { status: 409, retryable: true });
  }
}
