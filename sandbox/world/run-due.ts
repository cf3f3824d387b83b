import { emitArchiveNotify } from "../callbacks/events";
import { finishMomentJob } from "./moments";
import type { DueItem, DueKind } from "./state";
import { finishTransfer } from "./transfers";
import type { World } from "./world";

const LONGEST_SLEEP_MS = 60_000;

const HANDLERS: Record<DueKind, (world: World, ref: string) => void> = {
  transfer: (world, ref) => finishTransfer(world, Number(ref)),
  "moment-job": finishMomentJob,
  "archive-notify": (world) => {
    world.state.archive.notifyDue = false;
    world.state.archive.lastNotifyMs = world.nowMs();
    emitArchiveNotify(world);
  },
};

/** Makes due things happen: by themselves as time passes, and in their order when the clock is moved past them. */
export class DueRunner {
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly world: World) {
    world.wake = () => this.sleep();
  }

  runDue(): void {
    const { due } = this.world.state;
    let ran = false;
    for (let item = due[0]; item && item.atMs <= this.world.nowMs(); item = due[0]) {
      this.run(item);
      ran = true;
    }
    if (ran) this.world.changed();
    this.sleep();
  }

  /** Each thing on the way happens at its own moment; then the clock stands at `targetMs` and goes on. */
  moveTo(targetMs: number): void {
    const { state } = this.world;
    for (let item = state.due[0]; item && item.atMs <= targetMs; item = state.due[0]) {
      const late = item.atMs - this.world.nowMs();
      if (late > 0) state.clockOffsetMs += late;
      this.run(item);
    }
    state.clockOffsetMs = targetMs - Date.now();
    state.archive.lastNotifyMs = Math.min(state.archive.lastNotifyMs, targetMs); // the clock may go back
    this.world.writeSdkSettings();
    this.world.changed();
    this.sleep();
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  private run(item: DueItem): void {
    this.world.state.due.shift();
    HANDLERS[item.kind](this.world, item.ref);
  }

  private sleep(): void {
    this.stop();
    const next = this.world.state.due[0];
    if (!next) return;
    const waitMs = Math.min(Math.max(next.atMs - this.world.nowMs(), 0), LONGEST_SLEEP_MS);
    this.timer = setTimeout(() => this.runDue(), waitMs + 1);
    this.timer.unref();
  }
}
