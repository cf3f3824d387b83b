import type { App } from "../app";
import { type ReadCallback, type Stored, storeCallbacks } from "./store-callbacks";

const AT_MOST = 100;
/** Well under the smallest usual max_allowed_packet (16 MiB). */
const AT_MOST_CHARS = 1_000_000;
/** Batches being committed at once. */
const WRITERS = 2;

interface Waiting {
  callback: ReadCallback;
  resolve(stored: Stored): void;
  reject(error: unknown): void;
}

/**
 * Commits callbacks that arrive at the same time in one transaction: whoever comes while a commit is under way goes with
 * the next. Nobody waits for company, and nobody is answered before the commit.
 */
export class Intake {
  readonly #waiting: Waiting[] = [];
  #writers = 0;

  constructor(
    readonly app: App,
    readonly corpId: string,
  ) {}

  store(callback: ReadCallback): Promise<Stored> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ callback, resolve, reject });
      if (this.#writers < WRITERS) void this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#writers += 1;
    while (this.#waiting.length > 0) await this.#commit(this.#take());
    this.#writers -= 1;
  }

  #take(): Waiting[] {
    const batch: Waiting[] = [];
    for (let chars = 0; batch.length < AT_MOST; ) {
      const next = this.#waiting[0];
      if (!next || (batch.length > 0 && chars + next.callback.xml.length > AT_MOST_CHARS)) break;
      chars += next.callback.xml.length;
      batch.push(next);
      this.#waiting.shift();
    }
    return batch;
  }

  async #commit(batch: Waiting[]): Promise<void> {
    try {
      const stored = await storeCallbacks(
        this.app,
        this.corpId,
        batch.map(({ callback }) => callback),
      );
      for (const [index, { resolve }] of batch.entries()) resolve(stored[index]!);
    } catch (error) {
      // One that the database refuses must not take its neighbours along.
      if (batch.length > 1) for (const one of batch) await this.#commit([one]);
      else batch[0]?.reject(error);
    }
  }
}
