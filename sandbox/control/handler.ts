import type { ServerResponse } from "node:http";
import type { z } from "zod";
import type { Rates } from "../api/rates";
import { Refusal } from "../world/refusal";
import type { DueRunner } from "../world/run-due";
import type { World } from "../world/world";

export interface ControlContext {
  world: World;
  due: DueRunner;
  rates: Rates;
}

export interface ControlRequest {
  params: string[];
  query: URLSearchParams;
  body: unknown;
}

/** JSON, or null when the handler answered by itself. */
export type Handler = (
  context: ControlContext,
  request: ControlRequest,
  response: ServerResponse,
) => unknown | Promise<unknown>;

export type Handlers = [method: string, pattern: RegExp, handler: Handler][];

export function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refusal("request.invalid", `${issue?.path.join(".") || "body"}: ${issue?.message}`);
}
