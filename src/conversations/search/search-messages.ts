import { z } from "zod";
import type { Actor, App } from "../../app";
import type { SenderKind } from "../message.entity";
import type { Thread } from "../thread.entity";
import { Candidates } from "./candidates";
import { gramsToFind } from "./grams";
import { matches, type Snippet, snippetOf } from "./highlight";
import { readIndexParts } from "./index-parts";
import { type Narrowed, narrowSearch } from "./narrow-search";
import { parseQuery } from "./parse-query";
import { SearchBadCursorError, SegmentGoneError } from "./search.errors";
import { compareDocs, type Doc } from "./segment-format";

export interface SearchQuery {
  /** Words that a message must have, each as it stands; see parseQuery. */
  q: string;
  /** Conversations that this customer takes part in. */
  externalUserid?: string | undefined;
  /** Conversations that this member takes part in. */
  userid?: string | undefined;
  /** … or a member of this department or one below it. */
  departmentId?: number | undefined;
  /** … or a customer with this tag. */
  tagId?: string | undefined;
  msgtype?: string | undefined;
  /** Inclusive. */
  from?: Date | undefined;
  /** Exclusive. */
  to?: Date | undefined;
  threadId?: string | undefined;
  order?: "newest" | "relevance" | undefined;
  limit: number;
  cursor?: string | undefined;
}

export interface SearchHit extends Snippet {
  messageId: string;
  msgid: string;
  threadId: string;
  at: Date;
  senderKind: SenderKind;
  senderId: string;
  msgtype: string;
  text: string;
  thread: HitThread;
}

export type HitThread = Pick<Thread, "kind" | "userid" | "externalUserid" | "chatId">;

export interface SearchPage {
  data: SearchHit[];
  next: string | null;
}

/** Hits among which relevance decides: the newest ones. */
const RANKED = 300;
/** Candidates read at a time, at most: of a thousand ids MariaDB makes a table first. */
const MAX_BATCH = 900;
const TRIES = 3;

/**
 * Refuses what cannot be looked for, before anything is read or written down.
 *
 * @throws {SearchEmptyError} {SearchTooLongError} {SearchBadCursorError}
 */
export function checkSearch({ q, cursor, order }: Pick<SearchQuery, "q" | "cursor" | "order">): void {
  parseQuery(q);
  if (cursor !== undefined) readCursor(cursor, order ?? "newest");
}

/**
 * Finds messages by what was said: exact substrings, however short, in everything the actor may see; recalled messages
 * too, deleted ones never. A message can be found from the commit that stored it on.
 *
 * @throws {SearchEmptyError} {SearchTooLongError} {SearchBadCursorError} {SearchOutdatedError}
 */
export async function searchMessages(app: App, actor: Actor, query: SearchQuery): Promise<SearchPage> {
  const words = parseQuery(query.q);
  const cursor = query.cursor === undefined ? null : readCursor(query.cursor, query.order ?? "newest");
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await search(app, actor, query, words, cursor);
    } catch (error) {
      if (!(error instanceof SegmentGoneError) || attempt >= TRIES) throw error;
    }
  }
}

async function search(
  app: App,
  actor: Actor,
  query: SearchQuery,
  words: string[],
  cursor: Cursor | null,
): Promise<SearchPage> {
  const [narrowed, parts] = await Promise.all([narrowSearch(app, actor, query), readIndexParts(app, actor.corpId)]);
  // An empty group: no conversation can fit.
  if (narrowed.facts.some((group) => group.length === 0)) return { data: [], next: null };
  const candidates = Candidates.open(app, actor.corpId, parts, {
    grams: [...new Set(words.flatMap(gramsToFind))],
    facts: narrowed.facts,
    fromMs: query.from?.getTime() ?? Number.NEGATIVE_INFINITY,
    toMs: query.to?.getTime() ?? Number.POSITIVE_INFINITY,
    before: cursor?.order === "newest" ? cursor.after : (cursor?.before ?? null),
  });
  const find = (count: number) => findHits(app, actor.corpId, candidates, narrowed, words, count);
  if (query.order === "relevance") return rank(await find(RANKED), words, query.limit, cursor);
  const found = await find(query.limit + 1);
  const shown = found.slice(0, query.limit);
  const last = shown.at(-1);
  const more = found.length > query.limit && last !== undefined;
  return {
    data: shown.map((row) => present(row, words)),
    next: more ? writeCursor({ order: "newest", after: docOf(last) }) : null,
  };
}

interface FoundRow extends HitThread {
  id: string;
  msgid: string;
  threadId: string;
  sentAt: Date;
  senderKind: SenderKind;
  senderId: string;
  msgtype: string;
  text: string;
}

/** Reads candidates until so many of them are hits. By their ids: the server might begin with all that a member ever said. */
async function findHits(
  app: App,
  corpId: string,
  candidates: Candidates,
  narrowed: Narrowed,
  words: string[],
  count: number,
): Promise<FoundRow[]> {
  const hits: FoundRow[] = [];
  for (let size = count + 4 + candidates.untested; hits.length < count; size = Math.min(size * 2, MAX_BATCH)) {
    const docs = await candidates.next(size);
    if (docs.length === 0) break;
    const rows: FoundRow[] = await app.db.query(
      `SELECT m.id, m.msgid, m.thread_id AS threadId, m.sent_at AS sentAt, m.sender_kind AS senderKind,
         m.sender_id AS senderId, m.msgtype, m.text,
         t.kind, t.userid, t.external_userid AS externalUserid, t.chat_id AS chatId
       FROM messages m FORCE INDEX (PRIMARY)
       JOIN threads t ON t.id = m.thread_id AND t.corp_id = m.corp_id
       WHERE m.corp_id = ? AND m.id IN (?) AND ${narrowed.conditions.map(({ sql }) => `(${sql})`).join(" AND ")}`,
      [corpId, docs.map((doc) => doc.id), ...narrowed.conditions.flatMap(({ params }) => params)],
    );
    const opened = rows.map((row) => ({ ...row, text: openText(app, corpId, row) }));
    hits.push(...opened.filter((row) => matches(row.text, words)).sort((a, b) => compareDocs(docOf(b), docOf(a))));
  }
  return hits.slice(0, count);
}

export function openText(app: App, corpId: string, row: { msgid: string; text: string }): string {
  return app.content.open(row.text, { column: "messages.text", corpId, row: row.msgid });
}

function docOf(row: FoundRow): Doc {
  return { id: Number(row.id), atMs: row.sentAt.getTime() };
}

function present(row: FoundRow, words: string[]): SearchHit {
  const { id, sentAt, kind, userid, externalUserid, chatId, ...rest } = row;
  const thread = { kind, userid, externalUserid, chatId };
  return { messageId: id, at: sentAt, ...rest, thread, ...snippetOf(row.text, words) };
}

/** Newest hits with the best first: much of the message is what was looked for. The newest hit is kept, so that pages fit together. */
function rank(found: FoundRow[], words: string[], limit: number, cursor: Cursor | null): SearchPage {
  const skip = cursor?.order === "relevance" ? cursor.skip : 0;
  const scored = found.map((row) => ({ row, score: relevance(row.text, words) }));
  scored.sort((a, b) => b.score - a.score || compareDocs(docOf(b.row), docOf(a.row)));
  const data = scored.slice(skip, skip + limit).map(({ row }) => present(row, words));
  const newest = found[0];
  if (newest === undefined || skip + limit >= scored.length) return { data, next: null };
  const { id, atMs } = docOf(newest);
  const before = cursor?.order === "relevance" ? cursor.before : { id: id + 1, atMs };
  return { data, next: writeCursor({ order: "relevance", before, skip: skip + limit }) };
}

/** Share of the text that the words are, with a little for saying them often. */
function relevance(text: string, words: string[]): number {
  const { highlights } = snippetOf(text, words);
  const matched = highlights.reduce((sum, [start, end]) => sum + end - start, 0);
  return matched / (text.length + 4) + Math.min(highlights.length, 5) * 0.02;
}

const DocSchema = z.strictObject({ id: z.int().nonnegative(), atMs: z.int() });
const CursorSchema = z.discriminatedUnion("order", [
  z.strictObject({ order: z.literal("newest"), after: DocSchema }),
  /** `before`: hits that came since the first page stay out. */
  z.strictObject({ order: z.literal("relevance"), before: DocSchema, skip: z.int().min(1).max(RANKED) }),
]);
type Cursor = z.infer<typeof CursorSchema>;

function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}

function readCursor(text: string, order: "newest" | "relevance"): Cursor {
  let raw: unknown;
  try {
    raw = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    throw new SearchBadCursorError();
  }
  const parsed = CursorSchema.safeParse(raw);
  if (!parsed.success || parsed.data.order !== order) throw new SearchBadCursorError();
  return parsed.data;
}
