import { parseArgs } from "node:util";
import { replayCallbacks } from "../callbacks";
import type { Command } from "./commands";
import { UsageError } from "./usage";
import { print, withApp } from "./with-app";

const USAGE = "callbacks replay [--since YYYY-MM-DD]";

export const callbacksCommand: Command = {
  summary: `${USAGE}: dispatch parked callbacks once more`,
  run: (args) => {
    const { positionals, values } = parseArgs({ args, allowPositionals: true, options: { since: { type: "string" } } });
    if (positionals[0] !== "replay") throw new UsageError(USAGE);
    return withApp(async (app) => {
      const since = values.since ? new Date(values.since) : undefined;
      if (since && Number.isNaN(since.getTime())) throw new UsageError(USAGE);
      print(`${await replayCallbacks(app, { corpId: app.config.wecom.corpId, ...(since && { since }) })} replayed`);
      return 0;
    });
  },
};
