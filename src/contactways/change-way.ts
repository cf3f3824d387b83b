import type { Actor, App } from "../app";
import { setChannelWelcome } from "../outreach";
import { affectedRows, isDuplicateKey } from "../platform/db";
import { updateContactWay, WecomError } from "../wecom";
import { checkWelcome } from "./check-welcome";
import { ContactWay } from "./contact-way.entity";
import { ContactWayChangedError, ContactWayNotFoundError, WayNameTakenError, wayRefusal } from "./contactways.errors";
import { authorizeWay } from "./contactways.policy";
import type { UpdateWayRequest } from "./contactways.schema";
import { wayFields } from "./way-fields";

export async function findWay(app: App, corpId: string, id: string): Promise<ContactWay> {
  const way = await app.db.getRepository(ContactWay).findOneBy({ corpId, id });
  if (!way) throw new ContactWayNotFoundError(id);
  return way;
}

/**
 * Changes members, words and tags of a live way; the printed code stays the same. What is wanted is written first: a process
 * that dies after WeCom has it leaves a row that the schedule carries to its end.
 *
 * @throws {ContactWayChangedError} when another version was edited, or the way is not live.
 */
export async function updateWay(app: App, actor: Actor, id: string, request: UpdateWayRequest): Promise<void> {
  const { content, version } = request;
  checkWelcome(content);
  const way = await findWay(app, actor.corpId, id);
  authorizeWay(actor, way.content);
  const claimed = await claimChange(app, actor.corpId, id, request);
  if (!claimed) throw new ContactWayChangedError(id);
  await carryOutChange(app, { ...way, wanted: content, version: version + 1 });
}

/** Safe to run twice: WeCom's lists are replaced by the same ones. */
export async function carryOutChange(app: App, way: ContactWay): Promise<void> {
  const { corpId, id, state, version, wanted, configId } = way;
  if (!wanted || !configId) return;
  try {
    await updateContactWay(app.wecom, configId, wayFields(state, wanted));
  } catch (error) {
    if (error instanceof WecomError && !error.retryable) await dropWanted(app, way);
    throw wayRefusal(error);
  }
  await app.work.transaction(async (tx) => {
    const applied: unknown = await tx.query(
      `UPDATE contact_ways SET content = ?, wanted = NULL, last_error = NULL
       WHERE corp_id = ? AND id = ? AND version = ? AND status = 'live'`,
      [JSON.stringify(wanted), corpId, id, version],
    );
    if (affectedRows(applied) === 1) await setChannelWelcome(tx, { corpId, state }, wanted.welcome);
  });
}

/** Takes the new name at once, so that two ways never end up with one. */
async function claimChange(
  app: App,
  corpId: string,
  id: string,
  { content, version }: UpdateWayRequest,
): Promise<boolean> {
  try {
    const claimed: unknown = await app.db.query(
      `UPDATE contact_ways SET wanted = ?, live_name = ?, asked_at = ?, version = version + 1
       WHERE corp_id = ? AND id = ? AND version = ? AND status = 'live'`,
      [JSON.stringify(content), content.name, app.now(), corpId, id, version],
    );
    return affectedRows(claimed) === 1;
  } catch (error) {
    if (isDuplicateKey(error)) throw new WayNameTakenError(content.name);
    throw error;
  }
}

/** WeCom will not have it: the way stays as it was. */
async function dropWanted(app: App, { corpId, id, version, content }: ContactWay): Promise<void> {
  const where = "WHERE corp_id = ? AND id = ? AND version = ?";
  await app.db.query(`UPDATE contact_ways SET wanted = NULL ${where}`, [corpId, id, version]);
  try {
    await app.db.query(`UPDATE contact_ways SET live_name = ? ${where}`, [content.name, corpId, id, version]);
  } catch (error) {
    // Somebody took the old name in this moment; this way keeps the new one until it is edited.
    if (!isDuplicateKey(error)) throw error;
  }
}
