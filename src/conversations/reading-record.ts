import type { Actor, App } from "../app";
import { recordAudit } from "../staff";
import type { ThreadsQuery, ThreadView } from "./conversations.schema";
import type { MessageSearchQuery } from "./message-search.schema";
import { ownThreadIds } from "./present-threads";
import type { Thread } from "./thread.entity";

/** Paging through one conversation is one act of reading. */
const ONE_READING_MS = 15 * 60_000;
const KEPT = 5_000;

interface Entry {
  action: string;
  subject: string;
}

const records = new WeakMap<App, ReadingRecord>();

/** Writes down who reads conversations they take no part in. One row per actor, thread and quarter of an hour. */
export class ReadingRecord {
  readonly #read = new Map<string, number>();
  readonly #writing = new Map<string, Promise<void>>();

  private constructor(readonly app: App) {}

  /** One for all that show chats: a screen asks several of them for one reading. */
  static of(app: App): ReadingRecord {
    const record = records.get(app) ?? new ReadingRecord(app);
    records.set(app, record);
    return record;
  }

  async note(actor: Actor, thread: Thread): Promise<void> {
    await this.#once(actor, { action: "thread.read", subject: `thread:${thread.id}` }, async () => {
      return !(await ownThreadIds(this.app, actor, [thread])).has(thread.id);
    });
  }

  /** Opening a file of theirs, which may be a contract: each file by itself. @param subject `message:7/0` */
  async noteFile(actor: Actor, thread: Thread, subject: string): Promise<void> {
    await this.#once(actor, { action: "media.read", subject }, async () => {
      return !(await ownThreadIds(this.app, actor, [thread])).has(thread.id);
    });
  }

  /** A list shows each conversation's last words; whose they are depends on what was looked for. */
  async noteList(actor: Actor, query: ThreadsQuery, threads: ThreadView[]): Promise<void> {
    const { q, externalUserid, userid } = query;
    const filter = Object.entries({ q, externalUserid, userid }).flatMap(([name, value]) =>
      value ? `${name}:${value}` : [],
    );
    const entry = { action: q ? "threads.search" : "threads.list", subject: filter.join(" ").slice(0, 191) };
    await this.#once(actor, entry, async () => threads.some((thread) => thread.readingIsRecorded));
  }

  /** Paging through the results of one question is one search. */
  async noteSearch(actor: Actor, query: MessageSearchQuery): Promise<void> {
    await this.#once(actor, searchEntry(query), () => searchesOthers(this.app, actor, query));
  }

  /** Requests that come at once wait for the same row. */
  #once(actor: Actor, entry: Entry, isOthers: () => Promise<boolean>): Promise<void> {
    const key = `${actor.corpId} ${actor.userid.toLowerCase()} ${entry.action} ${entry.subject}`;
    const writing =
      this.#writing.get(key) ?? this.#write(key, actor, entry, isOthers).finally(() => this.#writing.delete(key));
    this.#writing.set(key, writing);
    return writing;
  }

  async #write(key: string, actor: Actor, entry: Entry, isOthers: () => Promise<boolean>): Promise<void> {
    const now = performance.now();
    if (now - (this.#read.get(key) ?? -ONE_READING_MS) < ONE_READING_MS) return;
    if (!(await isOthers())) return;
    // Recorded before anything is shown; remembered only once it stands.
    await recordAudit(this.app, actor, entry);
    this.#read.delete(key);
    this.#read.set(key, now);
    for (const oldest of this.#read.keys()) {
      if (this.#read.size <= KEPT) break;
      this.#read.delete(oldest);
    }
  }
}

/** Writes a search down in the name of another system: each of its requests, pages included. */
export async function recordSearch(app: App, actor: Actor, query: MessageSearchQuery): Promise<void> {
  if (await searchesOthers(app, actor, query)) await recordAudit(app, actor, searchEntry(query));
}

function searchEntry({ cursor: _, limit: __, q, from, to, ...filters }: MessageSearchQuery) {
  const named = { q, from: from && wordsOf(from), to: to && wordsOf(to), ...filters };
  const parts = Object.entries(named).flatMap(([name, value]) => (value ? `${name}:${value}` : []));
  return { action: "messages.search", subject: parts.join(" ").slice(0, 191) };
}

function wordsOf(when: NonNullable<MessageSearchQuery["from"]>): string {
  return "day" in when ? when.day : when.at.toISOString();
}

/** Reps find only what they take part in; who sees more looks into others' chats, unless they ask for their own alone. */
async function searchesOthers(app: App, actor: Actor, query: MessageSearchQuery): Promise<boolean> {
  const own = (userid: string) => userid.toLowerCase() === actor.userid.toLowerCase();
  if (query.userid && own(query.userid)) return false;
  if (actor.scope !== "all" && actor.scope.every(own)) return false;
  return !query.threadId || !(await ownThreadIds(app, actor, [{ id: query.threadId }])).has(query.threadId);
}
