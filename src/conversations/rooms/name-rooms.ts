import { In, MoreThan } from "typeorm";
import type { App } from "../../app";
import { defineJob } from "../../platform/work";
import { getInternalRoom, WecomError } from "../../wecom";
import { StoredRange } from "../stored-range";
import { InternalRoom } from "./internal-room.entity";

/** Names change seldom; a room that is written in is asked for once a day. */
const FRESH_MS = 24 * 3_600_000;
/** A page of the archive rarely has more; the rest is named with its next words. */
const AT_ONCE = 50;
const NAME_LENGTH = 191;

/**
 * Asks WeCom for the names of colleagues' rooms that were just written in and are not known, or not since yesterday.
 *
 * @returns how many rooms were asked for.
 * @throws {WecomError | WecomUnreachableError} what a later try can cure; rooms read before are kept.
 */
export async function nameRooms(app: App, input: { corpId: string } & StoredRange): Promise<number> {
  const { corpId, fromId, toId } = input;
  if (!app.config.archive.secret) return 0;
  const seen: { chatId: string }[] = await app.db.query(
    `SELECT DISTINCT t.chat_id AS chatId FROM messages m JOIN threads t ON t.id = m.thread_id
     WHERE m.corp_id = ? AND m.id BETWEEN ? AND ? AND t.kind = 'internal' AND t.chat_id IS NOT NULL`,
    [corpId, fromId, toId],
  );
  if (seen.length === 0) return 0;
  const rooms = app.db.getRepository(InternalRoom);
  const fresh = await rooms.findBy({
    corpId,
    chatId: In(seen.map((room) => room.chatId)),
    readAt: MoreThan(new Date(app.now().getTime() - FRESH_MS)),
  });
  const known = new Set(fresh.map((room) => room.chatId));
  const wanted = seen.filter((room) => !known.has(room.chatId)).slice(0, AT_ONCE);
  for (const { chatId } of wanted) await rooms.upsert(await readRoom(app, corpId, chatId), ["corpId", "chatId"]);
  return wanted.length;
}

/** A refusal is remembered too, with the name as it was: asking again at once would not help. */
async function readRoom(app: App, corpId: string, chatId: string): Promise<Partial<InternalRoom>> {
  const row = { corpId, chatId, readAt: app.now() };
  try {
    const { name } = await getInternalRoom(app.wecom, chatId);
    return { ...row, name: name.slice(0, NAME_LENGTH), unreadableErrcode: null };
  } catch (error) {
    if (!(error instanceof WecomError) || error.retryable) throw error;
    return { ...row, unreadableErrcode: error.errcode };
  }
}

export const nameRoomsJob = defineJob({
  queue: "insights",
  payload: StoredRange,
  run: async (app: App, range, { corpId }) => {
    await nameRooms(app, { corpId, ...range });
  },
});
