import type { Actor, App } from "../app";
import { setChannelWelcome } from "../outreach";
import { affectedRows } from "../platform/db";
import { deleteContactWay, WecomError } from "../wecom";
import { findWay } from "./change-way";
import type { ContactWay } from "./contact-way.entity";
import { ContactWayChangedError } from "./contactways.errors";
import { authorizeWay } from "./contactways.policy";

const NO_SUCH_WAY = 41044;

/**
 * The printed code leads nowhere from then on; who came by it and the figures stay. A second call finds it done.
 *
 * @throws {ContactWayChangedError} while WeCom has not answered whether it was made.
 */
export async function deleteWay(app: App, actor: Actor, id: string): Promise<void> {
  const way = await findWay(app, actor.corpId, id);
  authorizeWay(actor, way.content);
  if (way.status === "deleted") return;
  const claimed: unknown = await app.db.query(
    `UPDATE contact_ways SET status = 'removing', wanted = NULL, asked_at = ?, version = version + 1
     WHERE corp_id = ? AND id = ? AND status IN ('live', 'removing')`,
    [app.now(), actor.corpId, id],
  );
  if (affectedRows(claimed) !== 1) throw new ContactWayChangedError(id);
  await carryOutDeletion(app, way);
}

export async function carryOutDeletion(app: App, { corpId, id, state, configId }: ContactWay): Promise<void> {
  try {
    if (configId) await deleteContactWay(app.wecom, configId);
  } catch (error) {
    if (!(error instanceof WecomError) || error.errcode !== NO_SUCH_WAY) throw error;
  }
  await app.work.transaction(async (tx) => {
    await tx.query(
      `UPDATE contact_ways SET status = 'deleted', live_name = NULL, deleted_at = ?, last_error = NULL
       WHERE corp_id = ? AND id = ? AND status = 'removing'`,
      [app.now(), corpId, id],
    );
    await setChannelWelcome(tx, { corpId, state }, null);
  });
}
