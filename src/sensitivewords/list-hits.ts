import { In } from "typeorm";
import type { Actor, App } from "../app";
import { CustomerGroup, customerNames } from "../contacts";
import { findMessages, type Message, Thread, threadScopeSql } from "../conversations";
import { decodeCursor, type Page, toPage } from "../platform/http";
import { memberNames } from "../staff";
import { fold } from "./fold";
import { SensitiveHit } from "./sensitive-hit.entity";
import type { HitsQuery, HitView } from "./sensitivewords.schema";
import { WordMatcher } from "./word-matcher";

const AROUND = 40;

/** Hits in conversations the actor may see, the newest words first. */
export async function listHits(app: App, actor: Actor, query: HitsQuery): Promise<Page<HitView>> {
  const { corpId } = actor;
  const scope = threadScopeSql(actor, "t");
  const conditions: [sql: string, params: unknown[]][] = [[scope.sql, scope.params]];
  if (query.level) conditions.push(["h.level = ?", [query.level]]);
  if (query.word) conditions.push(["h.word = ?", [query.word]]);
  if (query.sender) conditions.push(["h.sender_kind = ?", [query.sender]]);
  if (query.cursor) {
    const [at, id] = decodeCursor(query.cursor);
    const time = new Date(String(at));
    conditions.push(["h.sent_at <= ? AND (h.sent_at < ? OR h.id < ?)", [time, time, String(id)]]);
  }
  const ids: { id: string }[] = await app.db.query(
    `SELECT h.id FROM sensitive_hits h JOIN threads t ON t.id = h.thread_id AND t.corp_id = h.corp_id
     WHERE h.corp_id = ? AND h.state = ? AND ${conditions.map(([sql]) => `(${sql})`).join(" AND ")}
     ORDER BY h.sent_at DESC, h.id DESC LIMIT ?`,
    [corpId, query.state, ...conditions.flatMap(([, params]) => params), query.limit + 1],
  );
  const rows =
    ids.length > 0 ? await app.db.getRepository(SensitiveHit).findBy({ id: In(ids.map(({ id }) => id)) }) : [];
  const byId = new Map(rows.map((row) => [row.id, row]));
  const page = toPage(
    ids.flatMap(({ id }) => byId.get(id) ?? []),
    query.limit,
    (hit) => [hit.sentAt.toISOString(), hit.id],
  );
  return { ...page, data: await present(app, corpId, page.data) };
}

async function present(app: App, corpId: string, hits: SensitiveHit[]): Promise<HitView[]> {
  if (hits.length === 0) return [];
  const [messages, threads] = await Promise.all([
    findMessages(app, corpId, [...new Set(hits.map((hit) => hit.messageId))]),
    app.db.getRepository(Thread).findBy({ corpId, id: In([...new Set(hits.map((hit) => hit.threadId))]) }),
  ]);
  const messageById = new Map(messages.map((message) => [message.id, message]));
  const threadById = new Map(threads.map((thread) => [thread.id, thread]));
  const chatIds = threads.flatMap((thread) => thread.chatId ?? []);
  const pairOf = (hit: SensitiveHit) => {
    const thread = threadById.get(hit.threadId);
    return { externalUserid: thread?.externalUserid ?? hit.senderId, userid: thread?.userid ?? null };
  };
  const people = [
    ...hits.flatMap((hit) => [hit.senderId, hit.handledBy ?? ""]),
    ...threads.map((one) => one.userid ?? ""),
  ];
  const [customer, members, groups] = await Promise.all([
    customerNames(app, corpId, hits.map(pairOf)),
    memberNames(app, corpId, people.filter(Boolean)),
    chatIds.length > 0 ? app.db.getRepository(CustomerGroup).findBy({ corpId, chatId: In(chatIds) }) : [],
  ]);
  const memberByLower = new Map([...members].map(([userid, name]) => [userid.toLowerCase(), name]));
  const memberName = (userid: string) => memberByLower.get(userid.toLowerCase()) ?? userid;
  const groupNames = new Map(groups.map((group) => [group.chatId, group.name]));
  return hits.map((hit) => {
    const thread = threadById.get(hit.threadId);
    const { externalUserid, userid } = pairOf(hit);
    const customerName = customer(externalUserid, userid) ?? "未命名客户";
    const room = thread?.chatId ? groupNames.get(thread.chatId) || "群聊" : null;
    const other = hit.senderKind === "customer" ? memberName(userid ?? "") : customerName;
    const message = messageById.get(hit.messageId);
    return {
      id: hit.id,
      word: hit.word,
      groupName: hit.groupName,
      level: hit.level,
      threadId: hit.threadId,
      messageId: hit.messageId,
      at: hit.sentAt,
      sender: { kind: hit.senderKind, name: senderName(hit, customerName, memberName) },
      partner: room ?? (thread?.kind === "single" ? other : "内部会话"),
      ...excerpt(hit, message),
      recalled: message ? message.recalledAt !== null : false,
      state: hit.state,
      handledBy: hit.handledBy ? memberName(hit.handledBy) : null,
      handledAt: hit.handledAt,
      note: hit.note,
    };
  });
}

function senderName(hit: SensitiveHit, customerName: string, memberName: (userid: string) => string): string {
  if (hit.senderKind === "customer") return customerName;
  return hit.senderKind === "robot" ? "机器人" : memberName(hit.senderId);
}

/** The words around the first place; all places in it are marked. */
function excerpt(hit: SensitiveHit, message: Message | undefined): Pick<HitView, "text" | "highlights"> {
  if (!message) return { text: null, highlights: [] };
  const matches = new WordMatcher([{ folded: fold(hit.word).text, wholeWord: false }]).find(message.text);
  const first = matches[0];
  const from = first ? Math.max(0, first.start - AROUND) : 0;
  const to = (first?.end ?? 0) + AROUND * 2;
  const [before, after] = [from > 0 ? "…" : "", to < message.text.length ? "…" : ""];
  const highlights = matches
    .filter((match) => match.end <= to)
    .map((match): [number, number] => [match.start - from + before.length, match.end - from + before.length]);
  return { text: `${before}${message.text.slice(from, to)}${after}`, highlights };
}
