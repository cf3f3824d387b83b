import type { App } from "../app";
import { AppError } from "../platform/errors";
import { LeaseHolder } from "../platform/work";
import { ArchiveNotConfiguredError } from "./archive.errors";
import type { PullVerdict } from "./judge-page";
import { KeyRing } from "./key-ring";
import { onNudge } from "./nudge";
import { type ArchiveTools, closeArchive, noteFailure, openArchive, pullPages } from "./pull-archive";

export interface Archiver {
  stop(): Promise<void>;
}

/** A message is stored within two seconds; WeCom allows ten calls a second. */
const IDLE_MS = { development: 1_000, test: 200, production: 1_000 };
/** In production, once nothing has come for a while: the callback wakes us, the timer is the net. */
const QUIET_IDLE_MS = 5_000;
const QUIET_AFTER_MS = 120_000;
/** From the end of a pull to one that a callback asks for: a storm of callbacks is a pull every half second at most. */
const NUDGE_GAP_MS = 500;
/** How long the corp waits for another archiver when one has died. */
const LEASE_MS = { development: 15_000, test: 3_000, production: 15_000 };
const STANDBY_MS = { development: 2_000, test: 500, production: 2_000 };
const MAX_BACKOFF_MS = 60_000;
const WAIT_MS: Record<Exclude<PullVerdict, "transient">, number> = {
  rate: 60_000,
  credentials: 60_000,
  alert: 60_000,
  off: 600_000,
};

/**
 * Pulls for as long as the process lives: one archiver per corp, by lease; woken by callbacks and by a timer. Does
 * nothing, and says so, while the archive is not configured.
 */
export function startArchiver(app: App): Archiver {
  try {
    return new RunningArchiver(app, openArchive(app));
  } catch (error) {
    if (!(error instanceof ArchiveNotConfiguredError)) throw error;
    app.log.warn({ missing: error.details?.missing }, "conversation archive not configured");
    return { stop: async () => undefined };
  }
}

class RunningArchiver implements Archiver {
  readonly #lease: LeaseHolder;
  readonly #stopNudges: () => void;
  readonly #renewal: NodeJS.Timeout;
  readonly #running: Promise<void>;
  #stopped = false;
  #nudged = false;
  #wake: () => void = () => undefined;
  #failures = 0;
  #handleRenewed = false;
  /** When rows came last, or a callback. */
  #stirredAt = performance.now();
  readonly #keyRing: KeyRing;

  constructor(
    readonly app: App,
    readonly tools: ArchiveTools,
  ) {
    this.#lease = new LeaseHolder(app.db, `archiver:${tools.corpId}`, LEASE_MS[app.config.environment]);
    this.#keyRing = new KeyRing(app, tools);
    this.#stopNudges = onNudge(app, tools.corpId, () => {
      this.#nudged = true;
      this.#stirredAt = performance.now();
      this.#wake();
    });
    this.#renewal = setInterval(() => {
      if (this.#lease.held)
        this.#lease.acquire().catch((error: unknown) => app.log.warn({ error }, "archiver lease not renewed"));
    }, LEASE_MS[app.config.environment] / 3);
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    this.#stopNudges();
    clearInterval(this.#renewal);
    // A call on its way would hold us up; its page is pulled again by whoever comes next.
    await closeArchive(this.tools);
    await this.#running;
    await this.#lease.release().catch(() => undefined);
  }

  async #run(): Promise<void> {
    while (!this.#stopped) await this.#sleep(await this.#turn());
  }

  /** @returns how long to wait, in ms. */
  async #turn(): Promise<number> {
    try {
      if (!this.#lease.held && !(await this.#lease.acquire())) return STANDBY_MS[this.app.config.environment];
      const keysPending = await this.#keyRing.turn();
      this.#nudged = false;
      const mayContinue = () => !this.#stopped && this.#lease.held;
      const { failure, rows } = await pullPages(this.app, this.tools, { mayContinue });
      if (failure) return await this.#afterFailure(failure);
      this.#failures = 0;
      this.#handleRenewed = false;
      if (rows > 0) this.#stirredAt = performance.now();
      return keysPending ? 0 : this.#idleMs();
    } catch (error) {
      if (this.#stopped) return 0;
      this.#failures += 1;
      this.app.log.warn({ error, corpId: this.tools.corpId }, "archive pull failed");
      if (error instanceof AppError) await noteFailure(this.app, this.tools.corpId, error.code).catch(() => undefined);
      return this.#backoffMs();
    }
  }

  async #afterFailure({ verdict, reason }: { verdict: PullVerdict; reason: string }): Promise<number> {
    this.#failures += 1;
    const level = verdict === "transient" || verdict === "rate" ? "warn" : "error";
    this.app.log[level]({ corpId: this.tools.corpId, reason, verdict }, "archive pull refused");
    if (verdict === "transient") return this.#backoffMs();
    if (verdict === "credentials" && !this.#handleRenewed) {
      // The library caches a token for itself; only a new handle makes it fetch another.
      this.#handleRenewed = true;
      await this.tools.host.renewHandle();
      return 0;
    }
    return WAIT_MS[verdict];
  }

  #idleMs(): number {
    const { environment } = this.app.config;
    const quiet = environment === "production" && performance.now() - this.#stirredAt > QUIET_AFTER_MS;
    return quiet ? QUIET_IDLE_MS : IDLE_MS[environment];
  }

  #backoffMs(): number {
    return Math.min(1_000 * 2 ** (this.#failures - 1), MAX_BACKOFF_MS);
  }

  /** Nudges shorten the wait between two pulls, never the distance after a failure. */
  async #sleep(ms: number): Promise<void> {
    if (this.#stopped || ms === 0) return;
    const began = performance.now();
    await new Promise<void>((resolve) => {
      let timer = setTimeout(resolve, ms);
      this.#wake = () => {
        if (!this.#stopped && this.#failures > 0) return;
        const gapMs = this.#stopped ? 0 : Math.max(0, Math.min(ms, NUDGE_GAP_MS) - (performance.now() - began));
        clearTimeout(timer);
        timer = setTimeout(resolve, gapMs);
      };
      if (this.#nudged) this.#wake(); // while we were pulling
    });
    this.#wake = () => undefined;
  }
}
