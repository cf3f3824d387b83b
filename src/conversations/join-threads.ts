import { createHash } from "node:crypto";
import type { Tx } from "../platform/db";
import type { PlacedMessage } from "./store-messages";
import type { ThreadKind } from "./thread.entity";

const CHUNK = 500;

interface Known {
  id: string;
  kind: ThreadKind;
  people: string | null;
}

/**
 * Makes the threads that are missing, locks all of them in one order, and writes down who takes part.
 *
 * @returns thread key → id.
 */
export async function joinThreads(tx: Tx, corpId: string, messages: PlacedMessage[]): Promise<Map<string, string>> {
  if (messages.length === 0) return new Map();
  const byKey = new Map<string, PlacedMessage[]>();
  for (const message of messages) {
    const said = byKey.get(message.threadKey);
    if (said) said.push(message);
    else byKey.set(message.threadKey, [message]);
  }
  const keys = [...byKey.keys()].sort();
  const threads = await lockThreads(tx, corpId, keys);
  const missing = keys.filter((key) => !threads.has(key));
  if (missing.length > 0) {
    await tx.query(
      `INSERT INTO threads (corp_id, thread_key, kind, userid, external_userid, chat_id) VALUES ?
       ON DUPLICATE KEY UPDATE thread_key = threads.thread_key`,
      [missing.map((key) => threadRow(corpId, key, byKey.get(key)!))],
    );
    for (const [key, thread] of await lockThreads(tx, corpId, missing)) threads.set(key, thread);
  }
  await turnIntoGroups(tx, corpId, byKey, threads);
  await addParticipants(tx, corpId, byKey, threads);
  return new Map([...threads].map(([key, { id }]) => [key, id]));
}

async function lockThreads(tx: Tx, corpId: string, keys: string[]): Promise<Map<string, Known>> {
  const rows: (Known & { thread_key: string })[] = await tx.query(
    "SELECT id, thread_key, kind, people FROM threads WHERE corp_id = ? AND thread_key IN (?) FOR UPDATE",
    [corpId, keys],
  );
  return new Map(rows.map(({ thread_key, ...thread }) => [thread_key, thread]));
}

function threadRow(corpId: string, key: string, messages: PlacedMessage[]): unknown[] {
  const first = messages[0]!;
  return [corpId, key, kindOf(messages), first.userid, first.externalUserid, first.chatId];
}

function kindOf(messages: PlacedMessage[]): ThreadKind {
  return messages.some((message) => message.kind === "group") ? "group" : messages[0]!.kind;
}

/** A room that was internal so far becomes a group with its first customer. */
async function turnIntoGroups(
  tx: Tx,
  corpId: string,
  byKey: Map<string, PlacedMessage[]>,
  threads: Map<string, Known>,
): Promise<void> {
  const ids = [...byKey].flatMap(([key, said]) => {
    const thread = threads.get(key)!;
    return thread.kind === "internal" && kindOf(said) === "group" ? [thread.id] : [];
  });
  if (ids.length === 0) return;
  await tx.query("UPDATE threads SET kind = 'group' WHERE corp_id = ? AND id IN (?) AND kind = 'internal'", [
    corpId,
    ids,
  ]);
}

/** Nobody is looked up while messages name the people that the one before named: `threads.people` remembers them. */
async function addParticipants(
  tx: Tx,
  corpId: string,
  byKey: Map<string, PlacedMessage[]>,
  threads: Map<string, Known>,
): Promise<void> {
  type Row = [corpId: string, threadId: string, userid: string, externalUserid: string, room: number];
  const wanted = new Map<string, Row>();
  const changed: unknown[][] = [];
  for (const [key, messages] of byKey) {
    const { id: threadId, kind, people } = threads.get(key)!;
    const named = distinctPeople(messages);
    if ([...named.keys()].every((one) => one === people)) continue;
    const room = kind === "single" ? 0 : 1;
    for (const { members, customers } of named.values()) {
      for (const userid of members) wanted.set(identity(threadId, userid, ""), [corpId, threadId, userid, "", room]);
      for (const id of customers) wanted.set(identity(threadId, "", id), [corpId, threadId, "", id, room]);
    }
    changed.push([threadId, corpId, key, kindOf(messages), [...named.keys()].at(-1)]);
  }
  if (changed.length === 0) return;
  const known: { thread_id: string; userid: string; external_userid: string }[] = await tx.query(
    "SELECT thread_id, userid, external_userid FROM thread_participants WHERE thread_id IN (?)",
    [changed.map(([threadId]) => threadId)],
  );
  for (const row of known) wanted.delete(identity(row.thread_id, row.userid, row.external_userid));
  const missing = [...wanted.values()];
  for (let from = 0; from < missing.length; from += CHUNK) {
    await tx.query(
      `INSERT INTO thread_participants (corp_id, thread_id, userid, external_userid, room) VALUES ?
       ON DUPLICATE KEY UPDATE userid = thread_participants.userid`,
      [missing.slice(from, from + CHUNK)],
    );
  }
  // The rows are there and locked: only their fingerprints are written.
  await tx.query(
    `INSERT INTO threads (id, corp_id, thread_key, kind, people) VALUES ? ON DUPLICATE KEY UPDATE people = VALUES(people)`,
    [changed],
  );
}

type People = Pick<PlacedMessage, "members" | "customers">;

/** Fingerprint → people, for each set of people that the messages of a thread name. The key of a thread without a room names them. */
function distinctPeople(messages: PlacedMessage[]): Map<string, People> {
  const named = new Map<string, People>();
  for (const message of messages[0]!.chatId === null ? messages.slice(0, 1) : messages) {
    named.set(fingerprint(message), message);
  }
  return named;
}

function fingerprint({ members, customers }: People): string {
  const everybody = [...members.map((userid) => userid.toLowerCase()), "", ...customers].sort().join("\n");
  return createHash("sha1").update(everybody).digest("base64url").slice(0, 16);
}

/** Userids are case-insensitive, external ids are not. */
function identity(threadId: string, userid: string, externalUserid: string): string {
  return `${threadId} ${userid.toLowerCase()} ${externalUserid}`;
}
