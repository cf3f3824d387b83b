import type { App } from "../app";
import { capabilities } from "../capabilities";
import { LeaseHolder, purgeDoneWork, sweepDueWork } from "../platform/work";
import { boot } from "./boot";

const LEASE_TTL_MS = 10_000;
const LEASE_RENEW_MS = 3_000;
const SWEEP_MS = 500;
const PURGE_MS = 60_000;

/** Due rows and sweeping. Several may run; the one with the lease acts. */
void boot("scheduler", async (app, shutdown) => {
  const lease = new LeaseHolder(app.db, `scheduler:${app.config.wecom.corpId}`, LEASE_TTL_MS);
  // Before the first round of the others, so that a fresh start does not wait for their second.
  await lease.acquire();
  const loops = [
    loop(app, "lease", LEASE_RENEW_MS, async () => {
      await lease.acquire();
    }),
    loop(app, "sweep", SWEEP_MS, () => whileHeld(lease, () => sweepDueWork(app.db, app.queues, app.registry))),
    loop(app, "purge", PURGE_MS, () => whileHeld(lease, () => purgeDoneWork(app.db))),
  ];
  for (const capability of capabilities) {
    for (const [name, schedule] of Object.entries(capability.schedules ?? {})) {
      loops.push(
        loop(app, `${capability.name}.${name}`, schedule.everyMs, () => whileHeld(lease, () => schedule.run(app))),
      );
    }
  }
  shutdown.add("loops", async () => {
    await Promise.all(loops.map((stop) => stop()));
    await lease.release();
  });
});

async function whileHeld(lease: LeaseHolder, run: () => Promise<unknown>): Promise<void> {
  if (lease.held) await run();
}

/** Runs again and again, never twice at once; a failure is logged and the next round comes. @returns how to stop it. */
function loop(app: App, name: string, everyMs: number, run: () => Promise<void>): () => Promise<void> {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<void> = Promise.resolve();
  const round = () => {
    current = run()
      .catch((error: unknown) => app.log.error({ error, schedule: name }, "schedule failed"))
      .finally(() => {
        if (!stopped) timer = setTimeout(round, everyMs);
      });
  };
  round();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await current;
  };
}
