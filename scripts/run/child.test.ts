import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { homeAt, root } from "../provision/checkout";
import { isAlive } from "../provision/processes";
import { endLeftoverChildren, startChild, supervise } from "./child";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "child test-"));
const home = homeAt(path.join(folder, "var"));
const said: string[] = [];
const say = (line: string) => said.push(line);

/** A program of ours, named as the supervisor names them: relative to the repository. */
function program(name: string, source: string): string {
  const file = path.join(folder, `${name}.js`);
  fs.writeFileSync(file, source);
  return path.relative(root, file);
}

async function until<T>(look: () => T | null | undefined | false, withinMs = 8000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const seen = look();
    if (seen) return seen;
    if (Date.now() > deadline) throw new Error(`waited ${withinMs} ms; said: ${said.join(" | ")}`);
    await sleep(20);
  }
}

const pidOf = (name: string): number | null => {
  const file = path.join(home.run, `${name}.pid`);
  return fs.existsSync(file) ? Number(fs.readFileSync(file, "utf8")) : null;
};
const idle = "setInterval(() => {}, 1000);";

describe("supervise", () => {
  it("starts a killed process again within seconds, and not after stop", async () => {
    const child = supervise({ name: "killed", entry: program("killed", idle), env: process.env, home, say });
    const first = await until(() => pidOf("killed"));
    process.kill(first, "SIGKILL");
    const second = await until(() => pidOf("killed") !== first && pidOf("killed"));
    expect(child.falls()).toBe(1);
    expect(said).toContain("killed: ended (SIGKILL), starting again in 0.5 s");

    await child.stop(2000);
    expect(isAlive(second as number)).toBe(false);
    expect(pidOf("killed")).toBeNull();
  });

  it("kills what does not end when asked", async () => {
    const deaf = `process.on("SIGTERM", () => {}); ${idle} console.log("up");`;
    const child = supervise({ name: "deaf", entry: program("deaf", deaf), env: process.env, home, say });
    const log = path.join(home.log, "deaf.log");
    await until(() => fs.existsSync(log) && fs.readFileSync(log, "utf8").includes("up"));
    const pid = pidOf("deaf") as number;
    await child.stop(200);
    expect(isAlive(pid)).toBe(false);
  });

  it("renews a process with new settings without counting it as a fall", async () => {
    const entry = program("renewed", `console.log("corp", process.env.CORP); ${idle}`);
    const log = path.join(home.log, "renewed.log");
    const child = supervise({ name: "renewed", entry, env: { ...process.env, CORP: "one" }, home, say });
    await until(() => fs.existsSync(log) && fs.readFileSync(log, "utf8").includes("corp one"));
    await child.restart({ ...process.env, CORP: "two" });
    await until(() => fs.readFileSync(log, "utf8").includes("corp two"));
    expect(child.falls()).toBe(0);
    await child.stop(2000);
  });
});

describe("startChild", () => {
  it("keeps the whole output in the log and shows warnings in short", async () => {
    const lines = `console.log(JSON.stringify({level:30,msg:"quiet"})); console.log(JSON.stringify({level:50,msg:"loud",err:{message:"why"}}));`;
    await startChild({ name: "talker", entry: program("talker", lines), env: process.env, home, say }).exited;
    await until(() => said.includes("talker: error loud: why"));
    expect(said.filter((line) => line.includes("quiet"))).toEqual([]);
    expect(fs.readFileSync(path.join(home.log, "talker.log"), "utf8")).toContain("quiet");
  });
});

describe("endLeftoverChildren", () => {
  it("ends what a killed run left behind, and nothing else that has the id by now", async () => {
    const child = startChild({ name: "left", entry: program("left", idle), env: process.env, home, say });
    fs.writeFileSync(path.join(home.run, "foreign.pid"), `${process.pid}\n`);
    await endLeftoverChildren({ names: ["left", "foreign", "never-started"], home, say });
    expect(isAlive(child.pid as number)).toBe(false);
    expect(isAlive(process.pid)).toBe(true);
    expect(pidOf("foreign")).toBeNull();
  });
});
