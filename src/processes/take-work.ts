import type { App } from "../app";
import { concurrency, type QueueName, runWork } from "../platform/work";

/** Takes tickets from these queues and runs the rows they point at, so many at once, until the queues are closed. */
export function takeWork(app: App, names: readonly QueueName[], atOnce: Partial<typeof concurrency> = {}): void {
  for (const name of names) {
    // Never awaited: Bull's promise settles when the queue closes.
    void app.queues
      .get(name)
      .process(atOnce[name] ?? concurrency[name], (job) => runWork(app, app.registry, job.data.id))
      .catch((error: unknown) => {
        app.log.debug({ error, queue: name }, "queue stopped");
      });
  }
}
