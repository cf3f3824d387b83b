import type { App } from "../app";
import { ensureGroupTags } from "../contacts";
import { BirthdayTag } from "./birthday-tag.entity";
import { GROUP_NAME, MONTHS, monthName } from "./month-of";

/** month → tag id. Makes in WeCom what is missing there, and learns what somebody deleted and made again. */
export async function ensureMonthTags(app: App, corpId: string): Promise<Map<number, string>> {
  const tags = await ensureGroupTags(app, corpId, { groupName: GROUP_NAME, names: MONTHS.map(monthName) });
  for (const month of MONTHS) {
    const tag = tags.get(monthName(month))!;
    await app.db.query(
      `INSERT INTO birthday_tags (corp_id, month, tag_id, made_here) VALUES (?)
       ON DUPLICATE KEY UPDATE made_here = IF(tag_id = VALUES(tag_id), made_here, VALUES(made_here)), tag_id = VALUES(tag_id)`,
      [[corpId, month, tag.tagId, tag.made]],
    );
  }
  return monthTags(app, corpId);
}

export async function monthTags(app: App, corpId: string): Promise<Map<number, string>> {
  const rows = await app.db.getRepository(BirthdayTag).findBy({ corpId });
  return new Map(rows.map(({ month, tagId }) => [month, tagId]));
}
