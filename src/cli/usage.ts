import { AppError } from "../platform/errors";

/** What was typed cannot be carried out; says what can. */
export class UsageError extends AppError {
  constructor(usage: string) {
    super("cli.usage", usage);
  }
}
