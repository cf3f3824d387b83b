import { AppError } from "../platform/errors";

export class SuggestionNotFoundError extends AppError {
  constructor(id: string) {
    super("suggestion.not_found", "No such suggestion", { status: 404, details: { id } });
  }
}
