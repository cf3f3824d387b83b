import type { Clock } from "../platform/clock";
import { WecomError } from "./errors";
import type { SharedQuota } from "./shared-quota";
import { verdictOf } from "./verdicts";

/** WeCom does not publish its own number; 3 to 5 is what practitioners report. */
const MAX_CONCURRENT = 4;
/** A burst of new customers is greeted side by side: the codes die in 20 s, and sending is not the storage reading that 45033 guards. */
const MORE_AT_ONCE: Record<string, number> = { "externalcontact/send_welcome_msg": 16 };
const MIN_CONCURRENT = 1;
/** A pause up to this long is waited for; a longer one is told to the caller, whose job comes back later. */
const WAIT_AT_MOST_MS = 3_000;
const HOUR_MS = 3_600_000;
/** So many good answers and one more call may run beside the others again. */
const RECOVER_AFTER = 50;

/**
 * Keeps one endpoint within WeCom's limits: few calls at once per process, so many per minute and hour by all processes
 * together, none during a block.
 *
 * @see https://developer.work.weixin.qq.com/document/path/90312 a block lasts as long as the window that was exceeded
 */
export class EndpointPacing {
  readonly #most: number;
  #running = 0;
  #limit: number;
  #good = 0;
  #pausedUntilMs = 0;
  #pausedBy = 45009;
  #lastPauseMs = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(
    readonly path: string,
    readonly clock: Clock,
    readonly quota?: SharedQuota,
  ) {
    this.#most = MORE_AT_ONCE[path] ?? MAX_CONCURRENT;
    this.#limit = this.#most;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      await this.#waitOutPause();
      await this.#takeQuota();
      return await work();
    } finally {
      this.#running -= 1;
      this.#admit();
    }
  }

  /** Tells what WeCom said: 0 speeds up again, a limit slows down. */
  report(errcode: number): void {
    const { pauseSeconds } = verdictOf(errcode);
    if (pauseSeconds === undefined) {
      this.#good += 1;
      if (this.#good >= RECOVER_AFTER && this.#limit < this.#most) {
        this.#limit += 1;
        this.#good = 0;
      }
      return;
    }
    this.#good = 0;
    this.#limit = Math.max(MIN_CONCURRENT, Math.ceil(this.#limit / 2));
    const now = this.clock.now().getTime();
    const baseMs = pauseSeconds * 1_000;
    // Blocked again right after the minute: it is the hour's window that was exceeded.
    const again =
      baseMs >= 60_000 && this.#lastPauseMs > 0 && now - this.#pausedUntilMs < 2 * baseMs && now >= this.#pausedUntilMs;
    this.#lastPauseMs = again ? HOUR_MS : baseMs;
    this.#pausedBy = errcode;
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, now + this.#lastPauseMs * (1 + Math.random() * 0.25));
    if (baseMs > WAIT_AT_MOST_MS) void this.quota?.pause(this.#pausedUntilMs, errcode);
  }

  async #enter(): Promise<void> {
    if (this.#running < this.#limit && this.#waiting.length === 0) {
      this.#running += 1;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #admit(): void {
    while (this.#running < this.#limit) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#running += 1;
      next();
    }
  }

  async #waitOutPause(): Promise<void> {
    const leftMs = this.#pausedUntilMs - this.clock.now().getTime();
    if (leftMs > 0) await this.#stayAway(leftMs, this.#pausedBy);
  }

  async #takeQuota(): Promise<void> {
    while (this.quota) {
      const { waitMs, errcode } = await this.quota.take(this.clock.now().getTime());
      if (waitMs <= 0) return;
      await this.#stayAway(waitMs, errcode);
    }
  }

  async #stayAway(ms: number, errcode: number): Promise<void> {
    if (ms > WAIT_AT_MOST_MS) throw new WecomError(this.path, errcode, "paused by us until the window is over");
    await new Promise((resolve) => setTimeout(resolve, ms));
  }
}
