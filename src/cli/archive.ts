import { parseArgs } from "node:util";
import { DateTime } from "luxon";
import { z } from "zod";
import type { App } from "../app";
import { archiveGaps, archiveStatus, pullArchive, retryParked } from "../archive";
import { enlistPastMedia, tendIndex } from "../conversations";
import { mediaStatus, retryLostMedia, WECOM_KEEPS_MS } from "../media";
import type { Command } from "./commands";
import { UsageError } from "./usage";
import { print, withApp } from "./with-app";

const USAGE = "archive status|gaps|pull|retry-parked|reindex|media [--since YYYY-MM-DD]";

export const archiveCommand: Command = {
  summary: `${USAGE}: the conversation archive`,
  run: (args) => {
    const { positionals, values } = parseArgs({ args, allowPositionals: true, options: { since: { type: "string" } } });
    const [what, ...more] = positionals;
    if (more.length > 0 || (values.since !== undefined && what !== "media")) throw new UsageError(USAGE);
    const since = values.since === undefined ? undefined : readDay(values.since);
    return withApp(async (app) => {
      switch (what) {
        case "status":
          print(JSON.stringify(await archiveStatus(app), null, 2));
          return 0;
        case "gaps":
          print(JSON.stringify({ ...(await archiveGaps(app)), media: await mediaStatus(app) }, null, 2));
          return 0;
        case "pull":
          print(JSON.stringify(await pullArchive(app)));
          return 0;
        case "retry-parked":
          print(JSON.stringify(await retryParked(app)));
          return 0;
        case "reindex":
          await reindex(app);
          return 0;
        case "media":
          print(JSON.stringify(await fetchPastMedia(app, since)));
          return 0;
        default:
          throw new UsageError(USAGE);
      }
    });
  },
};

function readDay(text: string): string {
  if (!z.iso.date().safeParse(text).success) throw new UsageError(USAGE);
  return text;
}

/** The archiver downloads what this puts into its queue. */
async function fetchPastMedia(app: App, since: string | undefined) {
  const { corpId } = app.config.wecom;
  const from = since
    ? DateTime.fromISO(since, { zone: app.config.timeZone }).toJSDate()
    : new Date(app.now().getTime() - WECOM_KEEPS_MS);
  const messages = await enlistPastMedia(app, corpId, from);
  const again = await retryLostMedia(app, corpId, from);
  return { since: from, messages, again, ...(await mediaStatus(app)) };
}

const ASK_AGAIN_MS = 500;

/** Searches go on meanwhile, on the index as it was; a run that was interrupted is taken up where it stopped. */
async function reindex(app: App): Promise<void> {
  const { corpId } = app.config.wecom;
  while (!(await tendIndex(app, corpId, { rebuild: true }))) {
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
  const [made]: { segments: string; messages: string }[] = await app.db.query(
    "SELECT COUNT(*) AS segments, COALESCE(SUM(docs), 0) AS messages FROM message_index_segments WHERE corp_id = ? AND state = 'live'",
    [corpId],
  );
  print(JSON.stringify({ messages: Number(made?.messages), segments: Number(made?.segments) }));
}
