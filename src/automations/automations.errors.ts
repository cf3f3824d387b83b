import { AppError, NotFoundError } from "../platform/errors";

export class AutomationNotFoundError extends NotFoundError {
  constructor() {
    super("automation");
  }
}

export class AutomationPausedError extends AppError {
  constructor(key: string) {
    super("automation.paused", "This automation is paused; resume it first", { status: 409, details: { key } });
  }
}

export class ArticleNotPublishedError extends AppError {
  constructor() {
    super("automation.article_not_published", "Only a published article can be pushed", { status: 409 });
  }
}

export class UnknownTagError extends AppError {
  constructor() {
    super("automation.unknown_tag", "There is no such tag", { status: 422 });
  }
}
