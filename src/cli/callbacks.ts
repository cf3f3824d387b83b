import { parseArgs } from "node:util";
import { z } from "zod";
import { parkedCallbacks, type ReplayInput, replayCallbacks } from "../callbacks";
import type { Command } from "./commands";
import { UsageError } from "./usage";
import { print, withApp } from "./with-app";

const USAGE = `callbacks list [--limit N]
       callbacks replay [--id N[,N]] [--type EVENT[/CHANGE]] [--since TIME] [--until TIME] [--state dead,unknown]`;

const Options = z.object({
  limit: z.coerce.number().int().min(1).max(10_000).default(100),
  id: z
    .string()
    .regex(/^\d{1,20}(,\d{1,20})*$/)
    .optional(),
  type: z
    .string()
    .regex(/^[^/]{1,64}(\/[^/]{1,64})?$/)
    .optional(),
  since: z.coerce.date().optional(),
  until: z.coerce.date().optional(),
  state: z.string().optional(),
});
const States = z.array(z.enum(["dead", "unknown", "ignored", "dispatched"])).min(1);

export const callbacksCommand: Command = {
  summary: "list and replay callbacks that nobody could act upon",
  run: (args) => {
    const text = { type: "string" } as const;
    const options = { limit: text, id: text, type: text, since: text, until: text, state: text };
    const { positionals, values } = parseArgs({ args, allowPositionals: true, options });
    const parsed = Options.safeParse(values);
    const states = States.optional().safeParse(values.state?.split(","));
    const [what] = positionals;
    if (!parsed.success || !states.success || positionals.length !== 1 || (what !== "list" && what !== "replay")) {
      throw new UsageError(USAGE);
    }
    if (what === "list") return list(parsed.data.limit);
    const { id, type, since, until } = parsed.data;
    const [event, changeType] = type?.split("/") ?? [];
    return replay({
      ...(id !== undefined && { ids: id.split(",") }),
      ...(event !== undefined && { event }),
      ...(changeType !== undefined && { changeType }),
      ...(since && { since }),
      ...(until && { until }),
      ...(states.data && { states: states.data }),
    });
  },
};

/** One line each, newest first: id, time, kind, what is wrong. */
function list(limit: number): Promise<number> {
  return withApp(async (app) => {
    for (const row of await parkedCallbacks(app, app.config.wecom.corpId, { limit })) {
      const kind = [row.event, row.changeType].filter((part) => part !== null).join("/");
      const problem = [row.handler, row.lastError].filter((part) => part !== null).join(": ");
      print([row.id, row.receivedAt.toISOString(), row.state, kind, problem].join("\t"));
    }
    return 0;
  });
}

function replay(which: Omit<ReplayInput, "corpId">): Promise<number> {
  return withApp(async (app) => {
    print(`${await replayCallbacks(app, { corpId: app.config.wecom.corpId, ...which })} replayed`);
    return 0;
  });
}
