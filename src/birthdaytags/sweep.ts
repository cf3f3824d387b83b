import { In } from "typeorm";
import type { App } from "../app";
import { deleteTagsAs, localDayOf, TagNotOursError } from "../contacts";
import { affectedRows } from "../platform/db";
import { alignCustomer, stateOf } from "./align-customer";
import { BirthdayTag } from "./birthday-tag.entity";
import { BirthdayTagMark } from "./birthday-tag-mark.entity";
import { BirthdayTagSettings } from "./birthday-tag-settings.entity";
import { ensureMonthTags } from "./month-tags";

const PAGE = 20;

/** Where a sweep stands: first everybody with a birthday, then everybody who carries a mark of ours. */
export interface SweepCursor {
  phase: "birthdays" | "marks";
  after: string;
}
export const FIRST: SweepCursor = { phase: "birthdays", after: "0" };

/**
 * Aligns the next customers. Comes again every day, because callbacks get lost and lunar birthdays move, and once after
 * the setting was turned off, when it takes our marks away.
 *
 * @returns where to go on, or null at the end.
 */
export async function sweepSlice(app: App, corpId: string, cursor: SweepCursor): Promise<SweepCursor | null> {
  const state = await stateOf(app.db, corpId);
  if (state === "off") return null;
  if (state === "on" && cursor.phase === "birthdays" && cursor.after === "0") await ensureMonthTags(app, corpId);
  if (state === "stopping" && cursor.phase === "birthdays") return { phase: "marks", after: "0" };
  const rows = await nextRows(app, corpId, cursor);
  for (const externalUserid of new Set(rows.map((row) => row.externalUserid))) {
    await alignCustomer(app, { corpId, externalUserid });
  }
  const last = rows.at(-1);
  if (last && rows.length === PAGE) return { ...cursor, after: last.id };
  if (cursor.phase === "birthdays") return { phase: "marks", after: "0" };
  if (state === "stopping") await finishStopping(app, corpId);
  return null;
}

function nextRows(
  app: App,
  corpId: string,
  { phase, after }: SweepCursor,
): Promise<{ id: string; externalUserid: string }[]> {
  const from =
    phase === "birthdays"
      ? "important_dates WHERE corp_id = ? AND id > ? AND kind = 'birthday' AND label = ''"
      : "birthday_tag_marks WHERE corp_id = ? AND id > ?";
  return app.db.query(`SELECT id, external_userid AS externalUserid FROM ${from} ORDER BY id LIMIT ?`, [
    corpId,
    after,
    PAGE,
  ]);
}

/** The tags that were made here go as well, unless somebody uses them for more than we did. */
async function finishStopping(app: App, corpId: string): Promise<void> {
  if (await app.db.getRepository(BirthdayTagMark).existsBy({ corpId })) return;
  const tags = await app.db.getRepository(BirthdayTag).findBy({ corpId });
  const made = tags.filter((tag) => tag.madeHere).map((tag) => tag.tagId);
  const used: { tagId: string }[] =
    made.length > 0
      ? await app.db.query("SELECT DISTINCT tag_id AS tagId FROM relation_tags WHERE corp_id = ? AND tag_id IN (?)", [
          corpId,
          made,
        ])
      : [];
  const unused = made.filter((tagId) => !used.some((row) => row.tagId === tagId));
  await deleteOurs(app, corpId, unused);
  await app.work.transaction(async (tx) => {
    // Turned on again meanwhile: then the tags are made anew by that sweep.
    await tx.delete(BirthdayTag, { corpId, tagId: In(unused.length > 0 ? unused : [""]) });
    await tx.update(BirthdayTagSettings, { corpId, state: "stopping" }, { state: "off" });
  });
}

async function deleteOurs(app: App, corpId: string, tagIds: string[]): Promise<void> {
  if (tagIds.length === 0) return;
  const { changedBy } = await app.db.getRepository(BirthdayTagSettings).findOneByOrFail({ corpId });
  const operator = { corpId, userid: changedBy, name: changedBy, role: "admin" as const, scope: "all" as const };
  try {
    await deleteTagsAs(app, operator, { tagIds, groupIds: [] });
  } catch (error) {
    // Another app made them anew meanwhile: they are not ours to delete.
    if (!(error instanceof TagNotOursError)) throw error;
  }
}

/** Once a local day while it is on, and again when a removal did not come to its end. */
export async function planSweep(app: App): Promise<void> {
  const { corpId } = app.config.wecom;
  const today = localDayOf(app.now(), app.config.timeZone);
  const moved = await app.db.query(
    "UPDATE birthday_tag_settings SET swept_on = ? WHERE corp_id = ? AND state <> 'off' AND (swept_on IS NULL OR swept_on <> ?)",
    [today, corpId, today],
  );
  if (affectedRows(moved) === 1) await app.work.addNow({ corpId, handler: "birthdaytags.sweep", payload: FIRST });
}
