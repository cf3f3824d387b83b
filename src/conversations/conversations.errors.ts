import { AppError, NotFoundError } from "../platform/errors";

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

/** A search whose filters have another shape than described; the words themselves are judged by the search. */
export class MalformedSearchError extends AppError {
  constructor({ message, details }: AppError) {
    super("search.malformed", message, { status: 400, ...(details && { details }) });
  }
}
