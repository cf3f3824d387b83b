import type { Actor, App } from "../app";
import { threadScopeSql } from "../conversations";
import { affectedRows } from "../platform/db";
import { recordAudit } from "../staff";

/** Marks hits as looked at; those that a colleague has handled already, or that are out of scope, stay as they are. */
export async function handleHits(app: App, actor: Actor, input: { ids: string[]; note: string }): Promise<number> {
  const scope = threadScopeSql(actor, "t");
  await recordAudit(app, actor, { action: "sensitive_hits.handle", subject: input.ids.join(" ").slice(0, 191) });
  const result: unknown = await app.db.query(
    `UPDATE sensitive_hits h JOIN threads t ON t.id = h.thread_id AND t.corp_id = h.corp_id
     SET h.state = 'handled', h.handled_by = ?, h.handled_at = ?, h.note = ?
     WHERE h.corp_id = ? AND h.id IN (?) AND h.state = 'open' AND ${scope.sql}`,
    [actor.userid, app.now(), input.note || null, actor.corpId, input.ids, ...scope.params],
  );
  return affectedRows(result);
}
