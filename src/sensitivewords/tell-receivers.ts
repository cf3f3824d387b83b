import { DateTime } from "luxon";
import type { App } from "../app";
import { workCalendar } from "../conversations";
import { notifyMember } from "../outreach";
import { Member } from "../staff";
import { SensitiveSettings } from "./sensitive-settings.entity";

const BATCH = 1_000;
/** High ones do not wait for working hours, but for the morning. */
const DAY_HOURS = { from: 8, until: 22 };

/**
 * One card for all hits since the last one, not a card per message. Ordinary hits wait for working time, high ones for the
 * day. Without receivers nothing is kept back: who is named later hears of later hits.
 *
 * @returns how many cards.
 */
export async function tellReceivers(app: App, corpId: string): Promise<number> {
  const due: { id: string; level: string }[] = await app.db.query(
    `SELECT id, level FROM sensitive_hits WHERE corp_id = ? AND alert_state = 'due' ORDER BY id LIMIT ${BATCH}`,
    [corpId],
  );
  if (due.length === 0) return 0;
  const high = due.filter((hit) => hit.level === "high").length;
  if (!(await mayTellNow(app, corpId, high > 0))) return 0;
  const settings = await app.db.getRepository(SensitiveSettings).findOneBy({ corpId });
  const members = await app.db.getRepository(Member).findBy({ corpId, status: "active" });
  const wanted = new Set((settings?.receivers ?? []).map((userid) => userid.toLowerCase()));
  const receivers = members.filter((member) => wanted.has(member.userid.toLowerCase()));
  return app.work.transaction(async (tx) => {
    const ids = due.map((hit) => hit.id);
    const open: { id: string }[] = await tx.query(
      "SELECT id FROM sensitive_hits WHERE corp_id = ? AND id IN (?) AND alert_state = 'due' ORDER BY id FOR UPDATE",
      [corpId, ids],
    );
    // Another scheduler was here first.
    if (open.length !== ids.length) return 0;
    await tx.query("UPDATE sensitive_hits SET alert_state = 'told' WHERE corp_id = ? AND id IN (?)", [corpId, ids]);
    for (const { userid } of receivers) {
      await notifyMember(app, tx, {
        corpId,
        userid,
        key: `sensitive:${ids.at(-1)}:${userid.toLowerCase()}`,
        body: {
          msgtype: "textcard",
          textcard: {
            title: `新发现 ${ids.length} 处敏感词`,
            description: high > 0 ? `其中 ${high} 处为高级别，请尽快查看。` : "请在方便时查看并处理。",
            url: `${app.config.publicUrl}/sensitive`,
            btntxt: "去处理",
          },
        },
      });
    }
    return receivers.length;
  });
}

async function mayTellNow(app: App, corpId: string, high: boolean): Promise<boolean> {
  const now = app.now();
  const calendar = await workCalendar(app, corpId);
  if (calendar.isWorking(now)) return true;
  const { hour } = DateTime.fromJSDate(now, { zone: app.config.timeZone });
  return high && hour >= DAY_HOURS.from && hour < DAY_HOURS.until;
}
