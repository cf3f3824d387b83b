import type { Context } from "koa";
import type { z } from "zod";
import { AppError } from "../errors";

export class InvalidRequestError extends AppError {
  constructor(where: "body" | "query" | "params", error: z.ZodError) {
    const issues = error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
    const first = issues[0];
    super("request.invalid", `${where}${first?.path ? `.${first.path}` : ""}: ${first?.message ?? "invalid"}`, {
      status: 422,
      details: { where, issues },
    });
  }
}

function parseWith<S extends z.ZodType>(where: "body" | "query" | "params", schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new InvalidRequestError(where, parsed.error);
  return parsed.data;
}

export function parseBody<S extends z.ZodType>(ctx: Context, schema: S): z.output<S> {
  return parseWith("body", schema, (ctx.request as { body?: unknown }).body ?? {});
}

/** @param refuse what to throw instead of {@link InvalidRequestError}. */
export function parseQuery<S extends z.ZodType>(
  ctx: Context,
  schema: S,
  refuse?: (error: InvalidRequestError) => AppError,
): z.output<S> {
  try {
    return parseWith("query", schema, { ...ctx.query });
  } catch (error) {
    if (refuse && error instanceof InvalidRequestError) throw refuse(error);
    throw error;
  }
}

export function parseParams<S extends z.ZodType>(ctx: { params: unknown }, schema: S): z.output<S> {
  return parseWith("params", schema, ctx.params);
}
