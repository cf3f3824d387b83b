import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { STATE_VERSION, type WorldState } from "./state";

/** Reads the last snapshot, or null when the directory holds none that this sandbox understands. */
export function loadSnapshot(dataDir: string): WorldState | null {
  const path = join(dataDir, "state.json");
  if (!existsSync(path)) return null;
  const saved = JSON.parse(readFileSync(path, "utf8")) as WorldState;
  return saved.version === STATE_VERSION ? saved : null;
}

export function writeSnapshot(dataDir: string, state: WorldState): void {
  const path = join(dataDir, "state.json");
  writeFileSync(`${path}.new`, JSON.stringify(state));
  renameSync(`${path}.new`, path);
}

/** Saves soon after a change: at most a second is lost to a kill, and big states are not written without pause. */
export class Saver {
  private timer: NodeJS.Timeout | null = null;
  private lastMs = 0;

  constructor(private readonly save: () => void) {}

  touch(): void {
    if (this.timer) return;
    this.timer = setTimeout(() => this.saveNow(), Math.min(900, Math.max(200, this.lastMs * 10)));
    this.timer.unref();
  }

  saveNow(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const start = performance.now();
    this.save();
    this.lastMs = performance.now() - start;
  }
}
