import type { App } from "../app";
import { AppError } from "../platform/errors";
import { CallbackNotStoredError } from "./callbacks.errors";
import { type ReadCallback, type Stored, storeCallbacks } from "./store-callbacks";

const AT_MOST = 250;
/** Well under the smallest usual max_allowed_packet (16 MiB). */
const AT_MOST_CHARS = 1_000_000;
/** WeCom hangs up after 5 s and sends again; a commit that takes longer than this is answered 503 so that it does. */
const COMMIT_WITHIN_MS = 3_000;
/** Commits at one time: while the database works on one, the next is read. */
const WRITERS = 2;
/** A commit that takes longer than this waits for somebody else's lock, and others may go past it. */
const STUCK_MS = 400;
const SPARE = 1;
/** A second commit is worth its trip when this share of the first one's size has gathered. */
const WORTH_A_TRIP = 0.5;
/** More than can be committed in time on any machine we know. */
const WAITING_AT_MOST = 20_000;
const WAITING_CHARS_AT_MOST = 32_000_000;

interface Commit {
  size: number;
  startedAt: number;
  /** Whose events it holds. */
  subjects: Set<string>;
}

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
 * refused while there is still somebody to hear it. Two commits side by side never hold events of one customer or group:
 * these are stored in the order they came.
 */
export class Intake {
  #waiting: Waiting[] = [];
  #chars = 0;
  #starting = false;
  readonly #commits = new Set<Commit>();

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
      this.#start();
    });
  }

  #start(): void {
    if (this.#starting || !this.#hasRoom()) return;
    this.#starting = true;
    // Those whose bodies are being read in this turn go along.
    setImmediate(() => {
      this.#starting = false;
      const batch = this.#hasRoom() ? this.#take() : [];
      if (batch.length > 0) void this.#write(batch);
    });
  }

  #hasRoom(): boolean {
    let size = 0;
    let stuck = 0;
    for (const commit of this.#commits) {
      if (performance.now() - commit.startedAt > STUCK_MS) stuck += 1;
      else size = Math.max(size, commit.size);
    }
    return this.#commits.size < WRITERS + Math.min(stuck, SPARE) && this.#waiting.length > size * WORTH_A_TRIP;
  }

  async #write(batch: Waiting[]): Promise<void> {
    const subjects = new Set(batch.flatMap(({ callback }) => callback.subject ?? []));
    const commit = { size: batch.length, startedAt: performance.now(), subjects };
    this.#commits.add(commit);
    try {
      await this.#commit(batch);
    } finally {
      this.#commits.delete(commit);
      this.#start();
    }
  }

  /** The oldest; of a customer whose events are being committed now, none. */
  #take(): Waiting[] {
    const batch: Waiting[] = [];
    const left: Waiting[] = [];
    const busy = new Set([...this.#commits].flatMap(({ subjects }) => [...subjects]));
    let chars = 0;
    let full = false;
    for (const next of this.#waiting) {
      const { xml, subject } = next.callback;
      full ||= batch.length >= AT_MOST || (batch.length > 0 && chars + xml.length > AT_MOST_CHARS);
      // One that was given up: WeCom has been told to send it again.
      if (!next.settled && (full || (subject !== null && busy.has(subject)))) {
        left.push(next);
        continue;
      }
      this.#chars -= xml.length;
      if (next.settled) continue;
      chars += xml.length;
      batch.push(next);
    }
    this.#waiting = left;
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
      else batch[0]?.reject(error instanceof AppError ? error : new CallbackNotStoredError("the database refused"));
    }
  }
}
