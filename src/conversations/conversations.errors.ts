import { NotFoundError } from "../platform/errors";

/** Also when the thread exists outside the actor's scope: its existence is nobody's business either. */
export class ThreadNotFoundError extends NotFoundError {
  constructor() {
    super("thread");
  }
}

/** A page is asked for beside a message that the thread does not have. */
export class MessageNotFoundError extends NotFoundError {
  constructor() {
    super("message");
  }
}
