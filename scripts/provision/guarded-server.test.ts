import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endLeftover, startGuarded } from "./guarded-server";
import { isAlive } from "./processes";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "guarded server-"));
const filesOf = (name: string) => ({
  name,
  pidFile: path.join(folder, `${name}.pid`),
  logFile: path.join(folder, `${name}.log`),
});
const pidIn = (file: string) => (fs.existsSync(file) ? Number(fs.readFileSync(file, "utf8")) || null : null);

async function until<T>(look: () => T | null | false, withinMs: number): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const seen = look();
    if (seen) return seen;
    if (Date.now() > deadline) throw new Error(`not seen within ${withinMs} ms`);
    await sleep(20);
  }
}

/** A process of its own that starts `command` under the guardian and stays. */
function starter(name: string, command: string, args: string[], patienceSeconds: number) {
  const spec = { ...filesOf(name), command, args, patienceSeconds };
  const source = `const { startGuarded } = require(${JSON.stringify(path.join(__dirname, "guarded-server.js"))});
    startGuarded({ ...${JSON.stringify(spec)}, isReady: async () => true }); setInterval(() => {}, 1000);`;
  return spawn(process.execPath, ["-e", source], { stdio: "ignore" });
}

describe("the guardian", () => {
  it("ends the server when its starter is killed with -9", async () => {
    const parent = starter("orphan", "sleep", ["600"], 20);
    const server = await until(() => pidIn(filesOf("orphan").pidFile), 5000);
    expect(isAlive(server)).toBe(true);
    parent.kill("SIGKILL");
    await until(() => !isAlive(server), 3000);
    await until(() => !fs.existsSync(filesOf("orphan").pidFile), 3000);
  });

  it("insists when the server does not listen", async () => {
    const { logFile, pidFile } = filesOf("deaf");
    const parent = starter("deaf", "sh", ["-c", 'trap "" TERM; echo up; while :; do sleep 1; done'], 1);
    await until(() => fs.existsSync(logFile) && fs.readFileSync(logFile, "utf8").includes("up"), 5000);
    const server = pidIn(pidFile) as number;
    parent.kill("SIGKILL");
    await until(() => !isAlive(server), 5000);
  });
});

describe("startGuarded", () => {
  it("tells what the server said when it ends before it is ready", async () => {
    const spec = { ...filesOf("broken"), command: "sh", args: ["-c", "echo no disk left; exit 7"] };
    await expect(startGuarded({ ...spec, isReady: async () => false })).rejects.toThrow(
      /broken ended \(7\)[\s\S]*no disk left/,
    );
  });

  it("gives up on a server that stays silent, and leaves nothing behind", async () => {
    const spec = { ...filesOf("silent"), command: "sleep", args: ["600"], readyMs: 300 };
    let server: number | null = null;
    const isReady = async () => {
      server = pidIn(spec.pidFile) ?? server;
      return false;
    };
    await expect(startGuarded({ ...spec, isReady })).rejects.toThrow("did not answer within 0.3 s");
    expect(isAlive(server as unknown as number)).toBe(false);
  });
});

describe("endLeftover", () => {
  const said: string[] = [];
  const say = (line: string) => said.push(line);

  it("ends a server that still works in our data folder", async () => {
    const dataDir = fs.mkdtempSync(path.join(folder, "data-"));
    const server = spawn("sleep", ["600"], { cwd: dataDir, stdio: "ignore" });
    const pidFile = path.join(folder, "left.pid");
    fs.writeFileSync(pidFile, `${server.pid}\n`);
    await endLeftover({ pidFile, dataDir, say, name: "redis" });
    expect(isAlive(server.pid as number)).toBe(false);
    expect(fs.existsSync(pidFile)).toBe(false);
    expect(said.join()).toContain(`pid ${server.pid}`);
  });

  it("spares a stranger who has the id by now", async () => {
    const stranger = spawn("sleep", ["600"], { cwd: os.tmpdir(), stdio: "ignore" });
    const pidFile = path.join(folder, "reused.pid");
    fs.writeFileSync(pidFile, `${stranger.pid}\n`);
    await endLeftover({ pidFile, dataDir: folder, say, name: "redis" });
    expect(isAlive(stranger.pid as number)).toBe(true);
    expect(fs.existsSync(pidFile)).toBe(false);
    stranger.kill("SIGKILL");
  });

  it("has nothing to do for the id of a process that has ended", async () => {
    const pidFile = path.join(folder, "ended.pid");
    fs.writeFileSync(pidFile, `${spawnSync("true").pid}\n`);
    await endLeftover({ pidFile, dataDir: folder, say, name: "redis" });
    expect(fs.existsSync(pidFile)).toBe(false);
  });
});
