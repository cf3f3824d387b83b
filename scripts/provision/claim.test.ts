import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { claim, exclusively, holderOf } from "./claim";
import { identityOf } from "./processes";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "claim-"));

describe("claim", () => {
  it("is one process's at a time, and tells the other who holds it", () => {
    const file = path.join(folder, "start.json");
    const first = claim(file);
    first.note({ where: "http://127.0.0.1:3000/" });
    expect(claim(file).holder).toMatchObject({ pid: process.pid, where: "http://127.0.0.1:3000/" });
    first.release();
    expect(holderOf(file)).toBeNull();
    expect(claim(file).holder).toBeUndefined();
  });

  it("does not count for a process that was killed", async () => {
    const file = path.join(folder, "killed.json");
    const holder = spawn("sleep", ["600"], { stdio: "ignore" });
    fs.writeFileSync(file, JSON.stringify(identityOf(holder.pid)));
    expect(claim(file).holder).toMatchObject({ pid: holder.pid });
    const ended = new Promise((resolve) => holder.once("exit", resolve));
    holder.kill("SIGKILL");
    await ended;
    expect(claim(file).holder).toBeUndefined();
  });

  it("does not count when the id belongs to a later process by now", () => {
    const file = path.join(folder, "reused.json");
    fs.writeFileSync(file, JSON.stringify({ pid: process.pid, startedAt: "1" }));
    expect(claim(file).holder).toBeUndefined();
  });

  it("does not count when the file was cut short", () => {
    const file = path.join(folder, "torn.json");
    fs.writeFileSync(file, '{"pid":');
    expect(claim(file).holder).toBeUndefined();
  });
});

describe("exclusively", () => {
  it("does one work after the other, also when one of them fails", async () => {
    const file = path.join(folder, "build.lock");
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      order.push(`${name} ends`);
      if (name === "first") throw new Error("failed");
    };
    const outcomes = await Promise.allSettled([exclusively(file, work("first")), exclusively(file, work("second"))]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect(order).toEqual(["first begins", "first ends", "second begins", "second ends"]);
  });
});
