import type { Actor, App } from "../app";
import { recordAudit } from "../staff";
import { ownThreadIds } from "./present-threads";
import type { Thread } from "./thread.entity";

/** Paging through one conversation is one act of reading. */
const ONE_READING_MS = 15 * 60_000;
const KEPT = 5_000;

/** Writes down who reads conversations they take no part in. One row per actor, thread and quarter of an hour. */
export class ReadingRecord {
  readonly #read = new Map<string, number>();

  constructor(readonly app: App) {}

  async note(actor: Actor, thread: Thread): Promise<void> {
    const key = `${actor.corpId} ${actor.userid.toLowerCase()} ${thread.id}`;
    const now = performance.now();
    if (now - (this.#read.get(key) ?? -ONE_READING_MS) < ONE_READING_MS) return;
    if ((await ownThreadIds(this.app, actor, [thread])).has(thread.id)) return;
    // Recorded before anything is shown; remembered only once it stands.
    await recordAudit(this.app, actor, { action: "thread.read", subject: `thread:${thread.id}` });
    this.#read.delete(key);
    this.#read.set(key, now);
    for (const oldest of this.#read.keys()) {
      if (this.#read.size <= KEPT) break;
      this.#read.delete(oldest);
    }
  }
}
