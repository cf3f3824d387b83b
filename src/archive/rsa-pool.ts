import { extname, join } from "node:path";
import { Worker } from "node:worker_threads";
import type { ArchiveKeys } from "./archive-keys";
import { openRandomKey } from "./random-key";
import type { RsaResult, RsaTask } from "./rsa-worker";

export interface RsaRow {
  version: number;
  encrypted: string;
}

const WORKERS = 2;
const IDLE_MS = 60_000;
/** 32 keys take 14 ms: less than waking a thread is worth, so a quiet corp never pays for one. */
const INLINE_ROWS = 32;
const CHUNK_ROWS = 64;

/** Opens random keys, 0.43 ms of CPU each, off the main thread. Threads start with the first large page and leave when idle. */
export class RsaPool {
  #workers: RsaThread[] = [];
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    readonly keys: ArchiveKeys,
    readonly options: { workers?: number; idleMs?: number } = {},
  ) {}

  get threads(): number {
    return this.#workers.length;
  }

  /** One result per row, in order; null when no key of that version fits. */
  async open(rows: RsaRow[]): Promise<(string | null)[]> {
    if (rows.length <= INLINE_ROWS) return rows.map((row) => this.#openHere(row));
    this.#start();
    clearTimeout(this.#idle);
    const results: (string | null)[] = new Array(rows.length).fill(null);
    let next = 0;
    // Small chunks on demand: threads that share a core with others finish together.
    const drain = async (thread: RsaThread) => {
      while (next < rows.length) {
        const from = next;
        next += CHUNK_ROWS;
        const opened = await thread.run(rows.slice(from, from + CHUNK_ROWS));
        for (const [i, key] of opened.entries()) results[from + i] = key;
      }
    };
    try {
      await Promise.all(this.#workers.map(drain));
    } catch (error) {
      await this.#stop();
      throw error;
    }
    this.#idle = setTimeout(() => void this.#stop(), this.options.idleMs ?? IDLE_MS);
    this.#idle.unref();
    return results;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#stop();
  }

  #openHere({ version, encrypted }: RsaRow): string | null {
    const key = this.keys.get(version);
    return key ? openRandomKey(key, encrypted) : null;
  }

  #start() {
    if (this.#closed) throw new Error("the RSA pool is closed");
    while (this.#workers.length < (this.options.workers ?? WORKERS)) this.#workers.push(new RsaThread(this.keys));
  }

  async #stop(): Promise<void> {
    clearTimeout(this.#idle);
    await Promise.all(this.#workers.splice(0).map((thread) => thread.stop()));
  }
}

class RsaThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve(keys: (string | null)[]): void; reject(error: Error): void }>();
  #nextId = 1;

  constructor(keys: ArchiveKeys) {
    const extension = extname(__filename);
    this.#worker = new Worker(join(__dirname, `rsa-worker${extension}`), {
      workerData: [...keys],
      // Run from source, a thread needs the loader of its parent; compiled code needs nothing.
      execArgv: extension === ".ts" ? ["--require", require.resolve("tsx/cjs")] : [],
    });
    this.#worker.unref();
    this.#worker.on("message", ({ id, keys: opened }: RsaResult) => {
      this.#waiting.get(id)?.resolve(opened);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) this.#worker.unref();
    });
    this.#worker.on("error", (error) => this.#fail(error));
    this.#worker.on("exit", () => this.#fail(new Error("the RSA thread ended")));
  }

  run(rows: RsaRow[]): Promise<(string | null)[]> {
    const task: RsaTask = { id: this.#nextId++, rows };
    return new Promise((resolve, reject) => {
      this.#worker.ref();
      this.#waiting.set(task.id, { resolve, reject });
      this.#worker.postMessage(task);
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: Error) {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
