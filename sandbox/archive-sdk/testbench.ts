import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ArchiveRow } from "./seal";

/** Builds library and driver once for all test files of one checkout; both builds swap their result in. */
function buildLibrary(): { library: string; driver: string } {
  const place = createHash("sha256").update(__dirname).digest("hex").slice(0, 12);
  const folder = join(tmpdir(), `standin-tests-${place}`);
  mkdirSync(folder, { recursive: true });
  const library = join(folder, "libstandin.so");
  const built = spawnSync(process.execPath, [join(__dirname, "build.mjs"), library], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(built.stderr);
  const driver = join(folder, "testdriver");
  const source = join(__dirname, "testdriver.c");
  if (!existsSync(driver) || statSync(driver).mtimeMs < statSync(source).mtimeMs) {
    const draft = `${driver}.${process.pid}`;
    const compiled = spawnSync("cc", ["-std=gnu11", "-O1", "-o", draft, source, "-ldl", "-lpthread"]);
    if (compiled.status !== 0) throw new Error(compiled.stderr.toString());
    renameSync(draft, driver);
  }
  return { library, driver };
}

export const { library, driver } = buildLibrary();
const drivers: Driver[] = [];
const dirs: string[] = [];

/** Starts a process on a directory and calls Init with the directory's own credentials. */
export function startDriver(dir: DataDir, lib = library, env: string | null = dir.path): Promise<Driver> {
  const one = new Driver(lib, env);
  drivers.push(one);
  return one.init();
}

/** For afterAll: ends the processes and removes the directories. */
export async function cleanUp(): Promise<void> {
  await Promise.all(drivers.map((one) => one.stop()));
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
}

/** A data directory of its own for one test. */
export class DataDir {
  readonly path = mkdtempSync(join(tmpdir(), "standin-data-"));
  #version = 0;

  constructor(settings: object = { corpid: "ww1", secret: "s1", clockOffsetMs: 0 }) {
    dirs.push(this.path);
    mkdirSync(join(this.path, "media"));
    this.write("sdk.json", settings);
  }

  /** Swaps the file in, so that its size and time never describe half of it. */
  write(name: string, content: object): void {
    this.#version += 1;
    writeFileSync(join(this.path, `${name}.draft`), JSON.stringify({ ...content, testVersion: this.#version }));
    renameSync(join(this.path, `${name}.draft`), join(this.path, name));
  }

  append(...rows: ArchiveRow[]): void {
    appendFileSync(join(this.path, "rows.jsonl"), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  }

  mediaPath(sdkfileid: string): string {
    const pieces =
      Buffer.from(sdkfileid)
        .toString("hex")
        .match(/.{1,240}/g) ?? [];
    return join(this.path, "media", pieces.join("_/"));
  }

  addMedia(sdkfileid: string, bytes: Buffer): void {
    mkdirSync(dirname(this.mediaPath(sdkfileid)), { recursive: true });
    writeFileSync(this.mediaPath(sdkfileid), bytes);
  }
}

export interface Answer {
  code: number;
  a: Buffer;
  b: Buffer;
  flag: number;
}

/** A process that has loaded the library. It may die; `ended` tells how. */
export class Driver {
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  stderr = "";
  #child: ChildProcessWithoutNullStreams;
  #received = Buffer.alloc(0);
  #waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void }[] = [];

  constructor(lib: string, dir: string | null) {
    const env = { ...process.env };
    delete env.WEWORK_STANDIN_DIR;
    if (dir) env.WEWORK_STANDIN_DIR = dir;
    this.#child = spawn(driver, [lib], { env });
    this.#child.stdout.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#deliver();
    });
    this.#child.stderr.on("data", (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    this.#child.stdin.on("error", () => undefined); // the process died first; `ended` reports it
    this.ended = new Promise((resolve) => {
      this.#child.on("close", (code, signal) => {
        for (const { reject } of this.#waiting.splice(0)) reject(new Error(`driver ended: ${signal ?? code}`));
        resolve({ code, signal });
      });
    });
  }

  send(...fields: (string | number | null)[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#child.stdin.write(`${fields.map((field) => field ?? "\\N").join("\t")}\n`);
    });
  }

  async init(corpid = "ww1", secret = "s1"): Promise<this> {
    await this.send("init", corpid, secret);
    return this;
  }

  chat(seq: number | string, limit = 1000, timeout = 5, proxy: string | null = null, passwd: string | null = null) {
    return this.send("chat", seq, limit, timeout, proxy, passwd);
  }

  /** The page's rows; fails unless the body says ok. */
  async rows(seq: number, limit = 1000): Promise<Omit<ArchiveRow, "at">[]> {
    const { code, a } = await this.chat(seq, limit);
    const body = JSON.parse(a.toString());
    if (code !== 0 || body.errcode !== 0) throw new Error(`code ${code}: ${a.toString()}`);
    return body.chatdata;
  }

  media(index: string | null, sdkfileid: string | null, timeout = 5, proxy: string | null = null) {
    return this.send("media", index, sdkfileid, timeout, proxy, null);
  }

  async count(name: string): Promise<number> {
    return (await this.send("count", name)).code;
  }

  async stop(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    this.#child.stdin.end();
    return this.ended;
  }

  #deliver(): void {
    for (;;) {
      const newline = this.#received.indexOf(10);
      if (newline < 0) return;
      const [code, aLength, bLength, flag] = this.#received.subarray(0, newline).toString().split(" ").map(Number);
      const start = newline + 1;
      const middle = start + (aLength ?? 0);
      const end = middle + (bLength ?? 0);
      if (this.#received.length < end) return;
      const answer = {
        code: code ?? Number.NaN,
        a: Buffer.from(this.#received.subarray(start, middle)),
        b: Buffer.from(this.#received.subarray(middle, end)),
        flag: flag ?? Number.NaN,
      };
      this.#received = this.#received.subarray(end);
      this.#waiting.shift()?.resolve(answer);
    }
  }
}
