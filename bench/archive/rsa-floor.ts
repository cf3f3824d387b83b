import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { SealedRow } from "../../src/wecom/archive-host/test-kit";

const THREADS = 2;
const KEYS = 500;
const WARM_UP = 200;

export interface Floor {
  perSecond: number;
  /** CPU of one open. */
  cpuMs: number;
}

/** What no archive can beat: two threads that do nothing but RSA, started and warm before the clock runs. */
export class RsaFloor {
  readonly #threads: Worker[];

  private constructor(threads: Worker[]) {
    this.#threads = threads;
  }

  static async start(pem: string, rows: SealedRow[]): Promise<RsaFloor> {
    const keys = rows.slice(0, KEYS).map((row) => Buffer.from(row.encrypt_random_key, "base64"));
    const options = { workerData: { pem, keys }, execArgv: ["--require", require.resolve("tsx/cjs")] };
    const floor = new RsaFloor(
      Array.from({ length: THREADS }, () => new Worker(join(__dirname, "rsa-thread.ts"), options)),
    );
    await floor.#open(WARM_UP);
    return floor;
  }

  async measure(rows: number): Promise<Floor> {
    const [startedAt, cpuBefore] = [performance.now(), process.cpuUsage()];
    await this.#open(rows);
    const { user, system } = process.cpuUsage(cpuBefore);
    return { perSecond: rows / ((performance.now() - startedAt) / 1_000), cpuMs: (user + system) / 1_000 / rows };
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  async #open(rows: number): Promise<void> {
    await Promise.all(
      this.#threads.map((thread) => {
        const done = once(thread, "message");
        thread.postMessage(rows / THREADS);
        return done;
      }),
    );
  }
}
