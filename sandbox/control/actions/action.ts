import type { z } from "zod";
import { Refusal } from "../../world/refusal";
import type { World } from "../../world/world";

/** One thing a person does; the answer holds the ids. */
export type Action = (world: World, fields: unknown) => Record<string, unknown>;

export function action<Schema extends z.ZodType>(
  schema: Schema,
  run: (world: World, input: z.infer<Schema>) => Record<string, unknown> | undefined,
): Action {
  return (world, fields) => {
    const parsed = schema.safeParse(fields);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new Refusal("action.invalid", `${issue?.path.join(".") || "fields"}: ${issue?.message}`);
    }
    return run(world, parsed.data) ?? {};
  };
}
