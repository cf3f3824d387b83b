import { syncContacts } from "../contacts";
import type { Command } from "./commands";
import { print, withApp } from "./with-app";

export const sync: Command = {
  summary: "read members, customers, tags and groups from WeCom; goes on where it was interrupted",
  run: () =>
    withApp(async (app) => {
      const result = await syncContacts(app, {
        onProgress: (line) => process.stderr.write(`${JSON.stringify(line)}\n`),
      });
      print(JSON.stringify(result));
      return 0;
    }),
};
