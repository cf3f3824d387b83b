import { DateTime } from "luxon";
import type { App } from "../app";
import { ContactSyncRun } from "./contact-sync-run.entity";

/** Local hours of the nightly reading: after midnight's figures, before anybody works. */
const FROM_HOUR = 3;
const UNTIL_HOUR = 6;
/** Nobody was there in the night: without a reading, lost callbacks stay lost. */
const OVERDUE_HOURS = 26;

/**
 * Asks for the sync of the night, for the very first one at once, and for one that was missed as soon as it is noticed.
 * An attempt that came to nothing is made again an hour later. Bears running twice: the dedupe key decides.
 */
export async function planSync(app: App): Promise<void> {
  const { corpId } = app.config.wecom;
  const now = DateTime.fromJSDate(app.now(), { zone: app.config.timeZone });
  const last = await app.db
    .getRepository(ContactSyncRun)
    .findOne({ where: { corpId, status: "done", dryRun: 0 }, order: { id: "DESC" } });
  if (last && !isDue(now, DateTime.fromJSDate(last.startedAt, { zone: app.config.timeZone }))) return;
  const dedupeKey = `plan:${now.toFormat("yyyy-MM-dd HH")}`;
  await app.work.addNow({ corpId, handler: "contacts.sync", payload: {}, dedupeKey });
}

function isDue(now: DateTime, last: DateTime): boolean {
  if (now.diff(last, "hours").hours >= OVERDUE_HOURS) return true;
  const isNight = now.hour >= FROM_HOUR && now.hour < UNTIL_HOUR;
  return isNight && last < now.startOf("day").set({ hour: FROM_HOUR });
}
