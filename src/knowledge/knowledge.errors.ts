import { AppError } from "../platform/errors";

export class ArticleNotFoundError extends AppError {
  constructor(id: string) {
    super("knowledge.not_found", "No such article", { status: 404, details: { id } });
  }
}

/** Someone else saved in between. */
export class ArticleChangedError extends AppError {
  constructor(id: string, version: number) {
    super("knowledge.changed", "The article was changed meanwhile; load it again", {
      status: 409,
      details: { id, version },
    });
  }
}

export class ArticleNotPublishedError extends AppError {
  constructor(id: string) {
    super("knowledge.not_published", "Only published articles can be shared", { status: 409, details: { id } });
  }
}
