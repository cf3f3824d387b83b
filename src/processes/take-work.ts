import type { App } from "../app";
import { concurrency, type QueueName, runWork } from "../platform/work";
import { Busy } from "./busy";

/** A busy key does not keep its place from others for longer. */
const ROWS_PER_TICKET = 50;

/** Work that follows from what came in, and what it gives way to. */
const givesWay: Partial<Record<QueueName, QueueName>> = { insights: "archive" };
/**
 * Never longer: where more comes in than can be stored, the clock of waiting customers still has to move. In so long the work
 * of many pages becomes one run, which costs less than theirs.
 */
const GIVE_WAY_MS = 10_000;

/** Takes tickets from these queues and runs the rows they point at, so many at once, until the queues are closed. */
export function takeWork(app: App, names: readonly QueueName[], atOnce: Partial<typeof concurrency> = {}): void {
  const busy = new Busy();
  for (const name of names) {
    const first = givesWay[name];
    // Never awaited: Bull's promise settles when the queue closes.
    void app.queues
      .get(name)
      .process(atOnce[name] ?? concurrency[name], async (job) => {
        if (first) await busy.end(first, GIVE_WAY_MS);
        return busy.while(name, () => runWork(app, app.registry, job.data.id, { atMost: ROWS_PER_TICKET }));
      })
      .catch((error: unknown) => {
        app.log.debug({ error, queue: name }, "queue stopped");
      });
  }
}
