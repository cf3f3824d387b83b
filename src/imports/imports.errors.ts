import { AppError, NotFoundError } from "../platform/errors";

/** What a file may hold; past that a person cannot check it any more. */
export const limits = {
  bytes: 20 * 1_024 * 1_024,
  rows: 50_000,
  columns: 200,
  /** Of one cell; the rest of longer ones is cut. */
  cellChars: 1_000,
  /** What a workbook may unpack to. */
  unpackedBytes: 128 * 1_024 * 1_024,
} as const;

export type FileProblem =
  | "too_large"
  | "too_many_rows"
  | "too_many_columns"
  | "empty"
  | "old_excel"
  | "unreadable"
  | "unpacks_too_large";

/** The file cannot be taken at all. `import.<problem>`; details say where when that is known. */
export class ImportFileError extends AppError {
  constructor(
    readonly problem: FileProblem,
    details: Record<string, unknown> = {},
  ) {
    super(`import.${problem}`, `The file cannot be imported: ${problem}`, {
      status: problem === "too_large" ? 413 : 422,
      details: { ...details, maxBytes: limits.bytes, maxRows: limits.rows, maxColumns: limits.columns },
    });
  }
}

export class ImportNotFoundError extends NotFoundError {
  constructor() {
    super("import");
  }
}

/** Asked for a step that does not follow the one the import is at. */
export class ImportStepError extends AppError {
  constructor(status: string) {
    super("import.wrong_step", `Not possible while the import is ${status}`, { status: 409, details: { status } });
  }
}
