import { AppError } from "../../platform/errors";

export class SearchEmptyError extends AppError {
  constructor() {
    super("search.empty", "Say what to look for", { status: 400 });
  }
}

export class SearchTooLongError extends AppError {
  constructor(limit: number) {
    super("search.too_long", `Look for at most ${limit} characters`, { status: 400, details: { limit } });
  }
}

export class SearchBadCursorError extends AppError {
  constructor() {
    super("search.bad_cursor", "Unknown cursor; start from the first page", { status: 400 });
  }
}

/** A part of the index was built with a key that is not there any more: leaving it out would look like finding nothing. */
export class SearchOutdatedError extends AppError {
  constructor() {
    super("search.outdated", "The search index was built with another key; run archive reindex", { status: 503 });
  }
}

/** A segment was merged away while a search read it; the search begins again. Nobody outside sees this. */
export class SegmentGoneError extends Error {
  constructor() {
    super("A segment of the search index was merged away meanwhile");
    this.name = "SegmentGoneError";
  }
}
