import { Between, In } from "typeorm";
import type { App } from "../app";
import type { LocalDay } from "./local-day";
import type { NewTouch } from "./plan-touch";
import { contentHash } from "./settle-touches";
import { Touch } from "./touch.entity";

const CHUNK = 500;

/** What one origin has in the plan and nobody has sent yet. @param days wished days, both included. */
export function plannedByOrigin(
  app: App,
  corpId: string,
  origin: string,
  days?: { from: LocalDay; to: LocalDay },
): Promise<Touch[]> {
  return app.db.getRepository(Touch).find({
    where: { corpId, origin, status: "planned", ...(days && { targetDay: Between(days.from, days.to) }) },
    order: { externalUserid: "ASC", id: "ASC" },
  });
}

/** What is planned about one subject, whoever planned it. */
export function plannedAbout(app: App, corpId: string, subject: string): Promise<Touch[]> {
  return app.db.getRepository(Touch).find({
    where: { corpId, subject, status: "planned" },
    order: { externalUserid: "ASC", id: "ASC" },
  });
}

/** Those of `touches` that planning would change: new ones, and planned ones with another text, sender or day. */
export async function changedTouches(app: App, corpId: string, touches: NewTouch[]): Promise<NewTouch[]> {
  const known = new Map<string, Touch>();
  for (let start = 0; start < touches.length; start += CHUNK) {
    const keys = touches.slice(start, start + CHUNK).map((touch) => touch.dedupeKey);
    const rows = await app.db.getRepository(Touch).findBy({ corpId, dedupeKey: In(keys) });
    for (const row of rows) known.set(row.dedupeKey, row);
  }
  return touches.filter((touch) => {
    const row = known.get(touch.dedupeKey);
    return !row || isRevivable(row) || (row.status === "planned" && !isSame(row, touch));
  });
}

export function isSame(row: Touch, touch: NewTouch): boolean {
  return (
    isSameTime(row, touch) &&
    row.contentHash === contentHash(touch.content) &&
    row.userid.toLowerCase() === touch.userid.toLowerCase()
  );
}

export function isSameTime(row: Touch, touch: NewTouch): boolean {
  return row.targetDay === touch.day && row.useBy === touch.useBy && row.atTime === touch.at;
}

/** Withdrawn by the machine, not by a person: may be planned again. */
export function isRevivable(row: Touch): boolean {
  return row.status === "cancelled" && (row.reasonCode === "no_longer_due" || row.reasonCode === "paused");
}
