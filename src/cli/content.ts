import { rekeyContent } from "../compliance";
import type { Command } from "./commands";
import { UsageError } from "./usage";
import { print, withApp } from "./with-app";

const USAGE = "content rekey";

export const contentCommand: Command = {
  summary: `${USAGE}: seal all messages, archive rows and summaries with the newest of CONTENT_KEYS`,
  run: ([what]) =>
    withApp(async (app) => {
      if (what !== "rekey") throw new UsageError(USAGE);
      const report = await rekeyContent(app, app.config.wecom.corpId);
      if (report === null) throw new UsageError("content rekey: CONTENT_KEYS is not set");
      print(JSON.stringify(report));
      return 0;
    }),
};
