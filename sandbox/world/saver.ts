const PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 900;
/** Saving takes at most this part of the time. */
const SHARE = 10;

/** How one thing is saved: `whole` at once, `slowly` a slice at a time while calls are served. */
export interface Saving {
  isLarge(): boolean;
  whole(): void;
  slowly(): Promise<void>;
}

/**
 * Saves soon after a change: at most a second is lost to a kill. A large world is saved in slices, and again only after
 * ten times as long as that took.
 */
export class Saver {
  private timer: NodeJS.Timeout | null = null;
  private lastMs = 0;
  private slow: Promise<void> | null = null;
  private changed = false;

  constructor(private readonly saving: Saving) {}

  touch(): void {
    this.changed = true;
    if (this.timer || this.slow) return;
    const pauseMs = Math.max(PAUSE_MS, this.lastMs * SHARE);
    const waitMs = this.saving.isLarge() ? pauseMs : Math.min(LONGEST_PAUSE_MS, pauseMs);
    this.timer = setTimeout(() => this.save(), waitMs);
    this.timer.unref();
  }

  /** The last time: nothing that follows is saved. */
  saveNow(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (!this.changed && !this.slow) return;
    this.changed = false;
    this.saving.whole();
  }

  private save(): void {
    if (!this.saving.isLarge()) {
      const start = performance.now();
      this.saveNow();
      this.lastMs = performance.now() - start;
      return;
    }
    this.timer = null;
    this.changed = false;
    const start = performance.now();
    this.slow = this.saving.slowly().finally(() => {
      this.lastMs = performance.now() - start;
      this.slow = null;
      if (this.changed) this.touch();
    });
  }
}
