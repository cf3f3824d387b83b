import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../provision/processes";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "signals-"));
const signals = JSON.stringify(path.join(__dirname, "signals.js"));

async function until(look: () => boolean, withinMs = 6000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!look()) {
    if (Date.now() > deadline) throw new Error(`not seen within ${withinMs} ms`);
    await sleep(20);
  }
}

/** A script that works for `endMs` when it is asked to end, and writes what it does, a word a line. */
function script(name: string, endMs: number) {
  const log = path.join(folder, `${name}.log`);
  const file = path.join(folder, `${name}.js`);
  fs.writeFileSync(
    file,
    `const fs = require("node:fs");
    const say = (word) => fs.appendFileSync(${JSON.stringify(log)}, word + "\\n");
    const end = () => new Promise((resolve) => setTimeout(() => { say("ended"); resolve(); }, ${endMs}));
    require(${signals}).endOnSignal({ say, end, kill: () => say("killed") });
    setInterval(() => {}, 1000);
    say(String(process.pid));`,
  );
  const words = () => (fs.existsSync(log) ? fs.readFileSync(log, "utf8").trim().split("\n") : []);
  return { file, words };
}

const statusOf = (child: ReturnType<typeof spawn>) => new Promise((resolve) => child.once("exit", resolve));

describe("endOnSignal", () => {
  it("ends in order, and takes one key press that arrives twice for one", async () => {
    const { file, words } = script("once", 300);
    const child = spawn(process.execPath, [file]);
    await until(() => words().length === 1);
    child.kill("SIGINT");
    await sleep(20);
    child.kill("SIGINT");
    expect(await statusOf(child)).toBe(0);
    expect(words().slice(1)).toEqual(["stopping", "ended"]);
  });

  it("does not wait after a second Ctrl-C", async () => {
    const { file, words } = script("twice", 60_000);
    const child = spawn(process.execPath, [file]);
    await until(() => words().length === 1);
    child.kill("SIGINT");
    await sleep(700);
    child.kill("SIGINT");
    expect(await statusOf(child)).toBe(130);
    expect(words().slice(1)).toEqual(["stopping", "killed"]);
  });

  it("ends when the npm that started it is gone, although the shell between them lives on", async () => {
    const { file, words } = script("orphan", 10);
    // npm → sh → script, as `npm start` has it; `npm` here is any process in its place.
    const shell = `"${process.execPath}" "${file}"; exit $?`;
    const npm = spawn(
      process.execPath,
      [
        "-e",
        `require("node:child_process").spawn("sh", ["-c", ${JSON.stringify(shell)}]); setInterval(() => {}, 1000)`,
      ],
      { env: { ...process.env, npm_lifecycle_event: "start" } },
    );
    await until(() => words().length === 1);
    npm.kill("SIGKILL");
    await until(() => words().includes("ended"));
    await until(() => !isAlive(Number(words()[0])));
  });
});
