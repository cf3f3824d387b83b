import type { App } from "../app";
import type { Tx } from "../platform/db";
import { getGroupChat, WecomError, type WecomGroupChat } from "../wecom";
import { CustomerGroup } from "./customer-group.entity";
import { type Difference, differingFields } from "./differences";
import { type NewCustomerEvent, recordCustomerEvents } from "./timeline";

/** The group was dismissed. @see https://developer.work.weixin.qq.com/document/path/90313 */
const DISMISSED = 49008;

export interface GroupKey {
  corpId: string;
  chatId: string;
}

/** Makes the row when it is missing and locks it either way. */
export async function lockGroup(tx: Tx, { corpId, chatId }: GroupKey): Promise<CustomerGroup> {
  await tx.query(
    `INSERT INTO customer_groups (corp_id, chat_id, status) VALUES (?, ?, 'active')
     ON DUPLICATE KEY UPDATE chat_id = customer_groups.chat_id`,
    [corpId, chatId],
  );
  return tx.findOneByOrFail(CustomerGroup, { corpId, chatId });
}

/** WeCom has it no longer, or not as a customer group: @see https://developer.work.weixin.qq.com/document/path/90313 */
const isRefusal = (error: unknown): error is WecomError =>
  error instanceof WecomError && (error.verdict === "rejected" || error.verdict === "relation_gone");

export interface RefreshGroupOptions {
  /** What the news says happened; null: nobody needs to know (a full sync that found nothing new). */
  change: "create" | "update" | null;
  syncRunId?: string;
  /** Only compares. */
  dryRun?: boolean;
}

/**
 * Reads a group and its members as WeCom has them now and tells the rest of the house. One that WeCom will not show (its
 * owner left the visible range) stays as it is, with the reason.
 *
 * @returns in what our rows differed.
 */
export async function refreshGroup(app: App, key: GroupKey, options: RefreshGroupOptions): Promise<Difference[]> {
  for (let attempt = 1; ; attempt += 1) {
    const differences = await readAndStore(app, key, options, attempt >= READS_AT_MOST);
    if (differences !== "overtaken") return differences;
  }
}

/** Events that are applied while WeCom answers make the answer old; a busy group must not keep us here. */
const READS_AT_MOST = 3;

async function readAndStore(
  app: App,
  key: GroupKey,
  options: RefreshGroupOptions,
  isLast: boolean,
): Promise<Difference[] | "overtaken"> {
  const readAt = app.now();
  const { chatId } = key;
  const groups = app.db.getRepository(CustomerGroup);
  const asked = await groups.findOneBy({ ...key });
  let chat: WecomGroupChat;
  try {
    chat = await getGroupChat(app.wecom, chatId);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (error.errcode === DISMISSED) {
      if (!options.dryRun) await dismissGroup(app, key, readAt);
      return asked?.status === "active" ? [{ kind: "group.dismissed", chatId }] : [];
    }
    app.log.warn({ ...key, errcode: error.errcode }, "group cannot be read");
    if (!options.dryRun) await noteUnreadable(app, key, error.errcode, readAt);
    return [{ kind: "group.unreadable", chatId, errcode: error.errcode }];
  }
  if (options.dryRun) return compareGroup(app.db.manager, key, chat);
  return app.work.transaction(async (tx) => {
    const before = await lockGroup(tx, key);
    if (before.readAt && before.readAt > readAt) return [];
    const moved = asked !== null && before.memberVersion !== asked.memberVersion;
    if (moved && before.memberVersion !== (chat.member_version || null) && !isLast) return "overtaken";
    const differences = await compareGroup(tx, key, chat);
    await tx.update(
      CustomerGroup,
      { id: before.id },
      {
        ...groupFields(chat),
        status: "active",
        memberVersion: chat.member_version || null,
        openedAt: chat.create_time ? new Date(chat.create_time * 1_000) : before.openedAt,
        dismissedAt: null,
        unreadableErrcode: null,
        readAt,
        ...(options.syncRunId !== undefined && { syncRunId: options.syncRunId }),
      },
    );
    await replaceMembers(tx, key, chat, readAt, before.readAt === null);
    const found = differences.length > 0 ? "update" : null;
    const change = options.change ?? (before.readAt === null ? "create" : found);
    if (change) await app.work.publish(tx, { corpId: key.corpId, name: "group.changed", payload: { chatId, change } });
    return differences;
  });
}

function groupFields(chat: WecomGroupChat) {
  return {
    name: [...chat.name].slice(0, 128).join(""),
    ownerUserid: chat.owner,
    notice: [...(chat.notice ?? "")].slice(0, 2_048).join(""),
  };
}

async function compareGroup(tx: Tx, key: GroupKey, chat: WecomGroupChat): Promise<Difference[]> {
  const { chatId } = key;
  const stored = await tx.findOneBy(CustomerGroup, { ...key });
  if (!stored?.readAt) return [{ kind: "group.missing", chatId }];
  const fields = [
    ...differingFields(stored as unknown as Record<string, unknown>, groupFields(chat)),
    ...(stored.status === "active" ? [] : ["status"]),
  ];
  const members: { member_id: string }[] = await tx.query(
    "SELECT member_id FROM customer_group_members WHERE corp_id = ? AND chat_id = ?",
    [key.corpId, chatId],
  );
  const here = new Set(members.map((row) => row.member_id));
  const joined = chat.member_list.some((member) => !here.delete(member.userid));
  const changes = [...(joined ? ["joined"] : []), ...(here.size > 0 ? ["left"] : [])];
  return [
    ...(fields.length > 0 ? [{ kind: "group.fields" as const, chatId, fields }] : []),
    ...(changes.length > 0 ? [{ kind: "group.members" as const, chatId, fields: changes }] : []),
  ];
}

async function noteUnreadable(app: App, key: GroupKey, errcode: number, readAt: Date): Promise<void> {
  await app.db.query(
    "UPDATE customer_groups SET unreadable_errcode = ? WHERE corp_id = ? AND chat_id = ? AND (read_at IS NULL OR read_at <= ?)",
    [errcode, key.corpId, key.chatId, readAt],
  );
}

async function replaceMembers(
  tx: Tx,
  key: GroupKey,
  chat: WecomGroupChat,
  readAt: Date,
  isFirst: boolean,
): Promise<void> {
  const { corpId, chatId } = key;
  const stored: { member_id: string; kind: string }[] = await tx.query(
    "SELECT member_id, kind FROM customer_group_members WHERE corp_id = ? AND chat_id = ?",
    [corpId, chatId],
  );
  const present = new Set(chat.member_list.map((member) => member.userid));
  const known = new Set(stored.map((row) => row.member_id));
  const left = stored.filter((row) => !present.has(row.member_id));
  if (left.length > 0)
    await removeMembers(
      tx,
      key,
      left.map((row) => row.member_id),
      readAt,
    );
  if (chat.member_list.length === 0) return;
  await tx.query(
    `INSERT INTO customer_group_members (corp_id, chat_id, member_id, kind, name, joined_at, join_scene) VALUES ?
     ON DUPLICATE KEY UPDATE kind = VALUES(kind), name = VALUES(name), joined_at = VALUES(joined_at), join_scene = VALUES(join_scene)`,
    [
      chat.member_list.map((member) => [
        corpId,
        chatId,
        member.userid,
        member.type === 1 ? "member" : "customer",
        [...(member.name || member.group_nickname || "")].slice(0, 128).join(""),
        member.join_time ? new Date(member.join_time * 1_000) : null,
        member.join_scene ?? null,
      ]),
    ],
  );
  const joined = chat.member_list.filter((member) => member.type !== 1 && (isFirst || !known.has(member.userid)));
  await recordCustomerEvents(
    tx,
    joined.map((member) =>
      joinedEntry(key, member.userid, member.join_time ? new Date(member.join_time * 1_000) : readAt),
    ),
  );
}

export function joinedEntry({ corpId, chatId }: GroupKey, externalUserid: string, at: Date): NewCustomerEvent {
  const dedupeKey = `group.joined:${chatId}:${externalUserid}:${Math.floor(at.getTime() / 1_000)}`;
  return { corpId, externalUserid, at, kind: "group.joined", data: { chatId }, dedupeKey };
}

export async function removeMembers(
  tx: Tx,
  { corpId, chatId }: GroupKey,
  memberIds: string[],
  at: Date,
): Promise<void> {
  const customers: { member_id: string }[] = await tx.query(
    "SELECT member_id FROM customer_group_members WHERE corp_id = ? AND chat_id = ? AND member_id IN (?) AND kind = 'customer'",
    [corpId, chatId, memberIds],
  );
  await tx.query("DELETE FROM customer_group_members WHERE corp_id = ? AND chat_id = ? AND member_id IN (?)", [
    corpId,
    chatId,
    memberIds,
  ]);
  await recordCustomerEvents(
    tx,
    customers.map(({ member_id: externalUserid }) => ({
      corpId,
      externalUserid,
      at,
      kind: "group.left",
      data: { chatId },
      dedupeKey: `group.left:${chatId}:${externalUserid}:${Math.floor(at.getTime() / 1_000)}`,
    })),
  );
}

/** The members stay: who was in it is part of the history. */
export async function dismissGroup(app: App, key: GroupKey, at: Date): Promise<void> {
  await app.work.transaction(async (tx) => {
    const group = await lockGroup(tx, key);
    if (group.status === "dismissed") return;
    await tx.update(CustomerGroup, { id: group.id }, { status: "dismissed", dismissedAt: at });
    await app.work.publish(tx, {
      corpId: key.corpId,
      name: "group.changed",
      payload: { chatId: key.chatId, change: "dismiss" },
    });
  });
}
