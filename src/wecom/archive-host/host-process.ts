import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { ArchiveHostLostError, ArchiveHostUnusableError } from "./archive-host.errors";
import { type Answer, AnswerSplitter, encodeRequest, type Op, op, PROTOCOL_VERSION } from "./protocol";

const START_MS = 10_000;
const LEAVE_MS = 2_000;
const RETIRE_POLL_MS = 20;
const PAGE_BYTES = 4_096;
const OWN_LINE = "archive-host: ";

interface Waiting {
  op: string;
  resolve(answer: Answer): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

const nameOf = (operation: Op) => Object.entries(op).find(([, value]) => value === operation)?.[0] ?? "unknown";

/** One life of the native host. Every call has a deadline; whoever misses it takes the process with it. */
export class HostProcess {
  readonly #child: ChildProcess;
  readonly #splitter = new AnswerSplitter();
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #nextId = 1;
  #calls = 0;
  #lost: ArchiveHostLostError | ArchiveHostUnusableError | undefined;
  #closing = false;
  #lastWords = "";

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = new Promise((resolve) => {
      child.once("error", (error: NodeJS.ErrnoException) => {
        this.#lose(new ArchiveHostUnusableError(`${error.code ?? error.name} when starting it`));
        resolve();
      });
      child.once("close", (exitCode, signal) => {
        this.#lose(
          exitCode === 3 || exitCode === 2
            ? new ArchiveHostUnusableError(this.#lastWords || `exit ${exitCode}`)
            : new ArchiveHostLostError("exit", { op: "a call", exitCode, signal }),
        );
        resolve();
      });
    });
    child.stdout?.on("data", (chunk: Buffer) => this.#receive(chunk));
    child.stdin?.on("error", () => undefined); // a dead reader; "close" tells the callers
    child.stderr?.on("data", (chunk: Buffer) => {
      // Only the host's own lines; what the library prints may quote messages.
      const own = chunk
        .toString("utf8")
        .split("\n")
        .find((line) => line.startsWith(OWN_LINE));
      if (own) this.#lastWords = own.slice(OWN_LINE.length, 300);
    });
  }

  /** @throws {ArchiveHostUnusableError} when it cannot be started or does not load the library. */
  static async start(hostPath: string, sdkPath: string): Promise<HostProcess> {
    const host = new HostProcess(spawn(hostPath, [sdkPath], { stdio: ["pipe", "pipe", "pipe"] }));
    const ready = await host.#expect(0, op.ready, START_MS).catch((error: unknown) => {
      host.kill();
      throw error;
    });
    if (ready.body.readUInt32LE(0) !== PROTOCOL_VERSION) {
      host.kill();
      throw new ArchiveHostUnusableError("it speaks another version of the protocol; build it again");
    }
    return host;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get alive(): boolean {
    return this.#lost === undefined && !this.#closing;
  }

  /** Calls made so far. */
  get calls(): number {
    return this.#calls;
  }

  /** Resident memory in bytes; 0 where /proc does not tell. */
  get memoryBytes(): number {
    try {
      return Number(readFileSync(`/proc/${this.#child.pid}/statm`, "utf8").split(" ")[1] ?? 0) * PAGE_BYTES;
    } catch {
      return 0;
    }
  }

  call(operation: Op, body: Buffer, deadlineMs: number): Promise<Answer> {
    const id = this.#nextId;
    this.#nextId = id === 0xffffffff ? 1 : id + 1;
    this.#calls += 1;
    const answer = this.#expect(id, operation, deadlineMs);
    if (!this.#lost) this.#child.stdin?.write(encodeRequest(id, operation, body));
    return answer;
  }

  /** Takes no calls any more and leaves when the running ones are answered; each has its deadline. */
  async retire(): Promise<void> {
    this.#closing = true;
    while (this.#waiting.size > 0) await new Promise((resolve) => setTimeout(resolve, RETIRE_POLL_MS));
    await this.close();
  }

  /** End of input, then force. Running calls get the second that the host allows. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#child.stdin?.end();
    const force = setTimeout(() => this.kill(), LEAVE_MS);
    await this.#ended;
    clearTimeout(force);
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  #expect(id: number, operation: Op, deadlineMs: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#lost) {
        reject(this.#lost);
        return;
      }
      const timer = setTimeout(() => {
        this.#lose(new ArchiveHostLostError("deadline", { op: nameOf(operation) }));
        this.kill();
      }, deadlineMs);
      this.#waiting.set(id, { op: nameOf(operation), resolve, reject, timer });
    });
  }

  #receive(chunk: Buffer) {
    try {
      for (const answer of this.#splitter.push(chunk)) {
        const waiting = this.#waiting.get(answer.id);
        if (!waiting) continue;
        this.#waiting.delete(answer.id);
        clearTimeout(waiting.timer);
        waiting.resolve(answer);
      }
    } catch {
      this.#lose(new ArchiveHostLostError("protocol", { op: "a call" }));
      this.kill();
    }
  }

  #lose(error: ArchiveHostLostError | ArchiveHostUnusableError) {
    this.#lost ??= error;
    for (const waiting of this.#waiting.values()) {
      clearTimeout(waiting.timer);
      waiting.reject(this.#lost);
    }
    this.#waiting.clear();
  }
}
