import { DateTime } from "luxon";
import type { App } from "../app";
import { ContactSyncRun } from "./contact-sync-run.entity";

/** Local hours of the nightly reading: after midnight's figures, before anybody works. */
const FROM_HOUR = 3;
const UNTIL_HOUR = 6;

/**
 * Asks for the nightly sync once per night, and for the very first one at once; an attempt that died is made again an hour
 * later. Bears running twice: the dedupe key decides.
 */
export async function planSync(app: App): Promise<void> {
  const { corpId } = app.config.wecom;
  const now = DateTime.fromJSDate(app.now(), { zone: app.config.timeZone });
  const hasSynced = await app.db.getRepository(ContactSyncRun).existsBy({ corpId, status: "done" });
  const isNight = now.hour >= FROM_HOUR && now.hour < UNTIL_HOUR;
  if (hasSynced && !isNight) return;
  const dedupeKey = hasSynced ? `nightly:${now.toISODate()}` : `first:${now.toFormat("yyyy-MM-dd HH")}`;
  await app.work.addNow({ corpId, handler: "contacts.sync", payload: {}, dedupeKey });
}
