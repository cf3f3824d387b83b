import type { QueueName } from "../platform/work";

/** Which queues this process is working for. */
export class Busy {
  readonly #running = new Map<QueueName, number>();
  readonly #waiting = new Map<QueueName, Set<() => void>>();

  async while<T>(name: QueueName, run: () => Promise<T>): Promise<T> {
    this.#running.set(name, (this.#running.get(name) ?? 0) + 1);
    try {
      return await run();
    } finally {
      const left = this.#running.get(name)! - 1;
      this.#running.set(name, left);
      if (left === 0) for (const wake of this.#waiting.get(name) ?? []) wake();
    }
  }

  /** Resolves when nothing of that queue runs, or in so many ms. */
  async end(name: QueueName, ms: number): Promise<void> {
    if (!this.#running.get(name)) return;
    const waiting = this.#waiting.get(name) ?? new Set();
    this.#waiting.set(name, waiting);
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      waiting.add(wake);
    });
  }
}
