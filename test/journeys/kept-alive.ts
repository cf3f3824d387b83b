import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { entry } from "../entry";

const root = join(__dirname, "../..");

/** A process that is started again whenever it ends, as a supervisor does in production. */
export class KeptAlive {
  #child: ChildProcess | undefined;
  #stopped = false;
  starts = 0;

  constructor(
    readonly name: "archiver" | "worker" | "scheduler",
    readonly env: NodeJS.ProcessEnv,
  ) {
    this.#start();
  }

  #start(): void {
    this.starts += 1;
    this.#child = spawn(process.execPath, entry(`src/processes/${this.name}.ts`), {
      cwd: root,
      env: this.env,
      stdio: ["ignore", "inherit", "inherit"],
    });
    this.#child.once("exit", () => {
      if (!this.#stopped) setTimeout(() => !this.#stopped && this.#start(), 200);
    });
  }

  kill(): void {
    this.#child?.kill("SIGKILL");
  }

  /** @returns false when there was no such child at this moment. */
  killChild(command: string): boolean {
    const pid = childrenOf(this.#child?.pid).find((child) => commandOf(child) === command);
    if (!pid) return false;
    try {
      process.kill(pid, "SIGKILL");
      return true;
    } catch {
      return false; // it ended in this moment
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  }
}

function childrenOf(pid: number | undefined): number[] {
  if (!pid) return [];
  try {
    const lists = readdirSync(`/proc/${pid}/task`).map((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8"),
    );
    return lists.join(" ").split(" ").filter(Boolean).map(Number);
  } catch {
    return []; // the process is gone
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return "";
  }
}
