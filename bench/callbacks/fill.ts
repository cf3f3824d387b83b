import { randomBytes } from "node:crypto";
import type { Pool } from "mysql2/promise";
import { eventXml } from "./events";

const ROWS = 2_000;
const SPACING_SECONDS = 2;

/** Fills an empty inbox with `count` events that were handled in the weeks before, with the finished work of each. */
export async function fillInbox(db: Pool, corpId: string, count: number): Promise<void> {
  const now = Math.floor(Date.now() / 1_000);
  for (let done = 0; done < count; done += ROWS) {
    const numbers = Array.from({ length: Math.min(ROWS, count - done) }, (_, i) => done + i);
    const timeOf = (n: number) => now - (count - n) * SPACING_SECONDS;
    const events = numbers.map((n) => {
      const at = timeOf(n);
      const key = at.toString(16).padStart(8, "0") + randomBytes(28).toString("hex");
      const time = new Date(at * 1_000);
      const xml = eventXml(corpId, n * 10 + 1, at, 500);
      return [corpId, key, "change_external_contact", "edit_external_contact", xml, time, time, "dispatched"];
    });
    await db.query(
      "INSERT INTO callback_events (corp_id, dedupe_key, event, change_type, xml, event_time, received_at, state) VALUES ?",
      [events],
    );
    const work = numbers.map((n) => {
      const at = new Date(timeOf(n) * 1_000);
      const payload = JSON.stringify({
        changeType: "edit_external_contact",
        userid: "guwen1",
        externalUserid: `wm${n}`,
      });
      const handler = "contacts.apply-contact-change";
      return [corpId, "callback.contact", handler, `customer:wm${n}`, `callback:${n}`, payload, "done", 1, at, at];
    });
    await db.query(
      "INSERT INTO outbox (corp_id, event, handler, order_key, cause, payload, status, attempts, due_at, finished_at) VALUES ?",
      [work],
    );
  }
}
