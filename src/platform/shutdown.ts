import type { Logger } from "pino";

const FORCE_EXIT_MS = 30_000;

type Step = { name: string; run: () => Promise<void> | void };

/** Ends a process in the reverse order of its start: HTTP first, databases last; forced after 30 s. */
export class Shutdown {
  readonly #steps: Step[] = [];
  #running: Promise<void> | undefined;

  constructor(readonly log: Logger) {}

  /** Registers what must be undone; later registrations are undone first. */
  add(name: string, run: Step["run"]) {
    this.#steps.unshift({ name, run });
  }

  listen() {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.on(signal, () => {
        this.log.info({ signal }, "stopping");
        const force = setTimeout(() => {
          this.log.error("still busy after 30 s, leaving now; unfinished work is picked up again by the sweeper");
          process.exit(1);
        }, FORCE_EXIT_MS);
        force.unref();
        void this.run().then(() => process.exit(0));
      });
    }
  }

  run(): Promise<void> {
    this.#running ??= (async () => {
      for (const step of this.#steps) {
        try {
          await step.run();
        } catch (error) {
          this.log.error({ error, step: step.name }, "shutdown step failed");
        }
      }
    })();
    return this.#running;
  }
}
