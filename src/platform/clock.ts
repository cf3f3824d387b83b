import type { Logger } from "pino";
import { z } from "zod";

const ClockAnswer = z.looseObject({ now: z.number(), nowMs: z.number().optional() });
const POLL_MS = 400;

/** Business time. Leases, locks and back-off use real time (`Date.now`) and never this. */
export interface Clock {
  now(): Date;
  close(): void;
}

/** A clock that stands still until it is told to move; for tests. */
export class ManualClock implements Clock {
  #now: Date;
  constructor(now: Date = new Date()) {
    this.#now = now;
  }
  now() {
    return new Date(this.#now);
  }
  set(now: Date) {
    this.#now = now;
  }
  advance(ms: number) {
    this.#now = new Date(this.#now.getTime() + ms);
  }
  close() {}
}

export const systemClock: Clock = { now: () => new Date(), close: () => undefined };

/**
 * Follows the movable clock of a local WeCom (`CLOCK_URL`, answer `{now}` in unix seconds, optionally `nowMs`), so that
 * a moved clock reaches every process within a second. Configuration refuses it in production.
 */
export async function followClock(url: string, log: Logger): Promise<Clock> {
  let offsetMs = 0;
  let reachable = true;
  async function poll() {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      const answer = ClockAnswer.parse(await response.json());
      const measured = (answer.nowMs ?? answer.now * 1_000) - Date.now();
      // Answers in whole seconds wobble by up to a second; a real move is larger.
      if (answer.nowMs !== undefined || Math.abs(measured - offsetMs) > 1_500) offsetMs = measured;
      reachable = true;
    } catch (error) {
      if (reachable) log.warn({ error }, "clock source unreachable; keeping the last offset");
      reachable = false;
    }
  }
  await poll();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const loop = () => {
    timer = setTimeout(() => {
      void poll().finally(() => {
        if (!closed) loop();
      });
    }, POLL_MS);
    timer.unref();
  };
  loop();
  return {
    now: () => new Date(Date.now() + offsetMs),
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}
