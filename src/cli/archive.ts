import { archiveGaps, archiveStatus, pullArchive, retryParked } from "../archive";
import type { Command } from "./commands";
import { UsageError } from "./usage";
import { print, withApp } from "./with-app";

const USAGE = "archive status|gaps|pull|retry-parked";

export const archiveCommand: Command = {
  summary: `${USAGE}: the conversation archive`,
  run: ([what]) =>
    withApp(async (app) => {
      switch (what) {
        case "status":
          print(JSON.stringify(await archiveStatus(app), null, 2));
          return 0;
        case "gaps":
          print(JSON.stringify(await archiveGaps(app), null, 2));
          return 0;
        case "pull":
          print(JSON.stringify(await pullArchive(app)));
          return 0;
        case "retry-parked":
          print(JSON.stringify(await retryParked(app)));
          return 0;
        default:
          throw new UsageError(USAGE);
      }
    }),
};
