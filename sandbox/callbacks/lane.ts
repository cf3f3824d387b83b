import { Agent } from "node:http";

/** What holds a place longer lets the next one overtake: a slow endpoint holds up the events behind no longer. */
const HOLDS_MS = 300;
/** Requests on their way at any time, retries included. */
const MOST_REQUESTS = 128;
/** Shorter than servers keep an idle connection, or one would be closed under a request. */
const IDLE_MS = 2000;

/**
 * Starts things in the order they came: one after the other, or several at a time while a storm of events lasts. Ends
 * with the corp it belongs to.
 */
export class Lane {
  private waiting: (() => Promise<void>)[] = [];
  private next = 0;
  private running = 0;
  private queued = 0;
  private released = 0;
  private width = 1;
  private stormy = false;
  private listeners: { upTo: number; resolve: () => void }[] = [];
  private requests = 0;
  private requesting: (() => void)[] = [];
  private pool: Agent | null = null;

  add(run: () => Promise<void>): void {
    this.queued++;
    this.waiting.push(run);
    this.pump();
  }

  /** Resolves once everything added so far was done or overtaken. */
  caughtUp(): Promise<void> {
    if (this.released >= this.queued) return Promise.resolve();
    return new Promise((resolve) => this.listeners.push({ upTo: this.queued, resolve }));
  }

  /** Several at a time from now on, over kept connections: a storm would use up the machine's ports otherwise. */
  widen(width: number): void {
    this.width = width;
    this.stormy = true;
    this.pool ??= new Agent({ keepAlive: true, maxFreeSockets: MOST_REQUESTS, timeout: IDLE_MS });
    this.pump();
  }

  /** The storm is over: back to one at a time when its events have been sent. */
  calmDown(): void {
    this.stormy = false;
    this.pump();
  }

  get agent(): Agent | null {
    return this.pool;
  }

  /** Makes a request when fewer than the most are under way. */
  async request<T>(make: () => Promise<T>): Promise<T> {
    if (this.requests >= MOST_REQUESTS) await new Promise<void>((resolve) => this.requesting.push(resolve));
    else this.requests++;
    try {
      return await make();
    } finally {
      const following = this.requesting.shift();
      if (following) following();
      else this.requests--;
    }
  }

  end(): void {
    this.waiting = [];
    this.next = 0;
    this.pool?.destroy();
    for (const listener of this.listeners) listener.resolve();
  }

  private pump(): void {
    while (this.running < this.width && this.next < this.waiting.length) void this.run(this.waiting[this.next++]!);
    if (this.next > 1000 && this.next * 2 > this.waiting.length) {
      this.waiting = this.waiting.slice(this.next);
      this.next = 0;
    }
    if (this.stormy || this.running > 0 || this.next < this.waiting.length) return;
    this.width = 1;
    this.pool = null; // its connections end by themselves; some may still be in use
  }

  private async run(work: () => Promise<void>): Promise<void> {
    this.running++;
    let overtaken: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      overtaken = setTimeout(resolve, HOLDS_MS);
      overtaken.unref();
    });
    await Promise.race([work(), late]);
    clearTimeout(overtaken);
    this.running--;
    this.released++;
    this.listeners = this.listeners.filter((listener) => {
      if (listener.upTo > this.released) return true;
      listener.resolve();
      return false;
    });
    this.pump();
  }
}
