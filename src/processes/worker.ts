import { concurrency, queueNames, runWork } from "../platform/work";
import { boot } from "./boot";

/** Takes tickets from every queue and runs the rows they point at. Any number of them may run. */
void boot("worker", async (app) => {
  for (const name of queueNames) {
    const queue = app.queues.get(name);
    // Never awaited: Bull's promise settles when the queue closes.
    void queue
      .process(concurrency[name], (job) => runWork(app, app.registry, job.data.id))
      .catch((error: unknown) => {
        app.log.debug({ error, queue: name }, "queue stopped");
      });
  }
});
