import { parseArgs } from "node:util";
import { replayCallbacks } from "../callbacks";
import type { Command } from "./commands";
import { UsageError } from "./usage";
import { print, withApp } from "./with-app";

const USAGE = "callbacks replay [--id N]";

export const callbacksCommand: Command = {
  summary: `${USAGE}: dispatch parked callbacks once more`,
  run: (args) => {
    const { positionals, values } = parseArgs({ args, allowPositionals: true, options: { id: { type: "string" } } });
    if (positionals[0] !== "replay") throw new UsageError(USAGE);
    return withApp(async (app) => {
      print(JSON.stringify(await replayCallbacks(app, values.id ? { id: values.id } : {})));
      return 0;
    });
  },
};
