import { randomBytes } from "node:crypto";
import type { Actor, App } from "../app";
import { affectedRows, isDuplicateKey } from "../platform/db";
import {
  addJoinWay,
  deleteJoinWay,
  getJoinWay,
  type JoinWayFields,
  updateJoinWay,
  WecomError,
  WecomUnreachableError,
} from "../wecom";
import { ContactWayChangedError, ContactWayNotFoundError, WayNameTakenError, wayRefusal } from "./contactways.errors";
import type { GroupWayContent, UpdateGroupWayRequest } from "./contactways.schema";
import { GroupWay } from "./group-way.entity";

const NO_SUCH_WAY = 41044;
const FIRST_ROOM = 1;

export async function findGroupWay(app: App, corpId: string, id: string): Promise<GroupWay> {
  const way = await app.db.getRepository(GroupWay).findOneBy({ corpId, id });
  if (!way) throw new ContactWayNotFoundError(id);
  return way;
}

const fieldsOf = (state: string, content: GroupWayContent): JoinWayFields => ({
  remark: content.name,
  chatIds: content.chatIds,
  autoCreateRoom: content.autoCreate,
  roomBaseName: content.roomName || content.name,
  roomBaseId: FIRST_ROOM,
  state,
});

/**
 * Makes a 加群码. WeCom lists no join ways, so a lost answer cannot be looked up: the way is then `unclear`, nobody was given
 * its code, and a person makes it anew.
 */
export async function createGroupWay(app: App, actor: Actor, content: GroupWayContent): Promise<string> {
  const { corpId } = actor;
  const state = `gr${randomBytes(8).toString("hex")}`;
  const ways = app.db.getRepository(GroupWay);
  let id: string;
  try {
    const row = { corpId, state, liveName: content.name, content, createdBy: actor.userid, askedAt: app.now() };
    const inserted = await ways.insert({ ...row, status: "making" });
    id = String(inserted.identifiers[0]?.id);
  } catch (error) {
    if (isDuplicateKey(error)) throw new WayNameTakenError(content.name);
    throw error;
  }
  try {
    const configId = await addJoinWay(app.wecom, fieldsOf(state, content));
    // Kept before the picture is asked for: without it the code could never be changed.
    await ways.update({ corpId, id }, { configId, status: "live" });
  } catch (error) {
    if (error instanceof WecomUnreachableError && error.mayHaveWorked) {
      await ways.update({ corpId, id }, { status: "unclear" });
      return id;
    }
    if (error instanceof WecomError || error instanceof WecomUnreachableError) await ways.delete({ corpId, id });
    throw wayRefusal(error);
  }
  await fetchGroupQr(app, corpId, id);
  return id;
}

/** The picture of a code comes from a second call; asked for again while it is missing. */
export async function fetchGroupQr(app: App, corpId: string, id: string): Promise<void> {
  const way = await findGroupWay(app, corpId, id);
  if (way.status !== "live" || way.qrCode || !way.configId) return;
  try {
    const { qrCode } = await getJoinWay(app.wecom, way.configId);
    await app.db.getRepository(GroupWay).update({ corpId, id }, { qrCode });
  } catch (error) {
    if (!(error instanceof WecomError || error instanceof WecomUnreachableError)) throw error;
    app.log.warn({ corpId, wayId: id, code: error.code }, "picture of a join way not read yet");
  }
}

/**
 * Changes groups and name under the same code. An update overwrites everything in WeCom, so the groups that WeCom opened by
 * itself, and their number, are read first and kept unless the groups are chosen anew.
 */
export async function updateGroupWay(
  app: App,
  actor: Actor,
  id: string,
  request: UpdateGroupWayRequest,
): Promise<void> {
  const { corpId } = actor;
  const way = await findGroupWay(app, corpId, id);
  if (way.status !== "live" || !way.configId || way.version !== request.version) throw new ContactWayChangedError(id);
  const { content } = request;
  const there = await getJoinWay(app.wecom, way.configId);
  const sameGroups = content.chatIds.join() === way.content.chatIds.join();
  const fields = fieldsOf(way.state, content);
  // Before the call: of two editors one goes on, and the same change may be made again if this process dies.
  await claim(app, way, request);
  try {
    await updateJoinWay(app.wecom, way.configId, {
      ...fields,
      chatIds: sameGroups ? there.chatIds : fields.chatIds,
      roomBaseId: Math.max(there.roomBaseId, FIRST_ROOM),
    });
  } catch (error) {
    if (error instanceof WecomError) {
      const before = { content: way.content, liveName: way.liveName };
      await app.db.getRepository(GroupWay).update({ corpId, id, version: way.version + 1 }, before);
    }
    throw wayRefusal(error);
  }
}

async function claim(app: App, { corpId, id, version }: GroupWay, { content }: UpdateGroupWayRequest): Promise<void> {
  try {
    const claimed: unknown = await app.db.query(
      `UPDATE group_ways SET content = ?, live_name = ?, version = version + 1
       WHERE corp_id = ? AND id = ? AND version = ? AND status = 'live'`,
      [JSON.stringify(content), content.name, corpId, id, version],
    );
    if (affectedRows(claimed) !== 1) throw new ContactWayChangedError(id);
  } catch (error) {
    if (isDuplicateKey(error)) throw new WayNameTakenError(content.name);
    throw error;
  }
}

/** WeCom first: a row that is gone while the code still leads into the groups could never be found again. Safe to run twice. */
export async function deleteGroupWay(app: App, corpId: string, id: string): Promise<void> {
  const way = await findGroupWay(app, corpId, id);
  try {
    if (way.status === "live" && way.configId) await deleteJoinWay(app.wecom, way.configId);
  } catch (error) {
    if (!(error instanceof WecomError) || error.errcode !== NO_SUCH_WAY) throw error;
  }
  await app.db.getRepository(GroupWay).update({ corpId, id }, { status: "deleted", liveName: null });
}
