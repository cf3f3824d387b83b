import type { App } from "../app";
import { concurrency, type QueueName, runWork } from "../platform/work";

/** A busy key does not keep its place from others for longer. */
const ROWS_PER_TICKET = 50;

/** Takes tickets from these queues and runs the rows they point at, so many at once, until the queues are closed. */
export function takeWork(app: App, names: readonly QueueName[], atOnce: Partial<typeof concurrency> = {}): void {
  for (const name of names) {
    // Never awaited: Bull's promise settles when the queue closes.
    void app.queues
      .get(name)
      .process(atOnce[name] ?? concurrency[name], (job) =>
        runWork(app, app.registry, job.data.id, { atMost: ROWS_PER_TICKET }),
      )
      .catch((error: unknown) => {
        app.log.debug({ error, queue: name }, "queue stopped");
      });
  }
}
