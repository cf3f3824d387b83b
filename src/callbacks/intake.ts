import type { App } from "../app";
import { CallbackNotStoredError } from "./callbacks.errors";
import { type ReadCallback, type Stored, storeCallbacks } from "./store-callbacks";

const AT_MOST = 250;
/** Well under the smallest usual max_allowed_packet (16 MiB). */
const AT_MOST_CHARS = 1_000_000;
/** WeCom hangs up after 5 s and sends again; a commit that takes longer than this is answered 503 so that it does. */
const COMMIT_WITHIN_MS = 3_000;
/** A commit that takes longer than this waits for somebody else's lock, and the next may go past it. */
const STUCK_MS = 400;
const WRITERS = 2;
/** More than can be committed in time on any machine we know. */
const WAITING_AT_MOST = 20_000;
const WAITING_CHARS_AT_MOST = 32_000_000;

interface Waiting {
  callback: ReadCallback;
  /** Answered already: nobody waits for it any more. */
  settled: boolean;
  resolve(stored: Stored): void;
  reject(error: unknown): void;
}

/**
 * Commits callbacks that arrive at the same time in one transaction: whoever comes while a commit is under way goes with
 * the next. Nobody waits for company, nobody is answered before the commit, and what cannot be committed in time is
 * refused while there is still somebody to hear it. One commit at a time keeps the order of arrival.
 */
export class Intake {
  #waiting: Waiting[] = [];
  #chars = 0;
  #writers = 0;
  #startedAt = 0;

  constructor(
    readonly app: App,
    readonly corpId: string,
  ) {}

  /** @throws {CallbackNotStoredError} when it is not known to be committed in time. */
  store(callback: ReadCallback): Promise<Stored> {
    if (this.#waiting.length >= WAITING_AT_MOST || this.#chars + callback.xml.length > WAITING_CHARS_AT_MOST) {
      return Promise.reject(new CallbackNotStoredError("too many are waiting"));
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => one.reject(new CallbackNotStoredError("the database is too slow")),
        COMMIT_WITHIN_MS,
      );
      const settle = () => {
        one.settled = true;
        clearTimeout(timer);
      };
      const one: Waiting = {
        callback,
        settled: false,
        resolve: (stored) => {
          settle();
          resolve(stored);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      };
      this.#waiting.push(one);
      this.#chars += callback.xml.length;
      const isStuck = performance.now() - this.#startedAt > STUCK_MS;
      if (this.#writers === 0 || (isStuck && this.#writers < WRITERS)) void this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#writers += 1;
    // Those whose bodies are being read in this turn go along.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const batch = this.#take();
      this.#startedAt = performance.now();
      if (batch.length > 0) await this.#commit(batch);
    }
    this.#writers -= 1;
  }

  #take(): Waiting[] {
    const batch: Waiting[] = [];
    let taken = 0;
    for (let chars = 0; taken < this.#waiting.length && batch.length < AT_MOST; taken += 1) {
      const next = this.#waiting[taken]!;
      if (batch.length > 0 && chars + next.callback.xml.length > AT_MOST_CHARS) break;
      this.#chars -= next.callback.xml.length;
      // WeCom has been told to send it again.
      if (next.settled) continue;
      chars += next.callback.xml.length;
      batch.push(next);
    }
    this.#waiting = this.#waiting.slice(taken);
    return batch;
  }

  async #commit(batch: Waiting[]): Promise<void> {
    try {
      const callbacks = batch.map(({ callback }) => callback);
      const stored = await storeCallbacks(this.app, this.corpId, callbacks);
      for (const [index, { resolve }] of batch.entries()) resolve(stored[index]!);
    } catch (error) {
      // One that the database refuses must not take its neighbours along; those that gave up waiting are not tried.
      if (batch.length > 1) for (const one of batch) await (one.settled || this.#commit([one]));
      else batch[0]?.reject(error);
    }
  }
}
