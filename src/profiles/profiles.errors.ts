import { AppError, NotFoundError } from "../platform/errors";

export class FieldNotFoundError extends NotFoundError {
  constructor() {
    super("profile_field");
  }
}

export class FieldExistsError extends AppError {
  constructor(label: string) {
    super("profile_field.exists", `A field of that name or key exists already, perhaps archived: ${label}`, {
      status: 409,
      details: { label },
    });
  }
}

/** Why a value does not fit its field; the console words them. */
export type ValueProblem =
  | "unknown_field"
  | "not_text"
  | "too_long"
  | "not_a_number"
  | "number_too_large"
  | "not_a_day"
  | "unknown_option";

export class FieldValueError extends AppError {
  constructor(key: string, problem: ValueProblem) {
    super("profile_field.invalid_value", `The value of ${key} does not fit: ${problem}`, {
      status: 422,
      details: { key, problem },
    });
  }
}

/** Somebody saved one of these fields after the version the writer saw. */
export class FieldsChangedError extends AppError {
  constructor(keys: string[], version: number) {
    super("profile_field.changed", "Somebody changed these fields meanwhile", {
      status: 409,
      details: { keys, version },
    });
  }
}
