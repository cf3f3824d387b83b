import { randomUUID } from "node:crypto";
import { z } from "zod";
import { eventually } from "../../../test/harness";
import { testDatabase, testServices } from "../../../test/services";
import { openDatabase } from "../db";
import { AppError } from "../errors";
import { createLogger } from "../log";
import { defineJob, Lease, Queues, runWork, Work, WorkItem, WorkRegistry } from ".";

type Env = Awaited<ReturnType<typeof build>>;

async function build() {
  const log = createLogger({ level: "silent", process: "test" });
  const db = await openDatabase({ url: await testDatabase(), poolSize: 12, entities: [WorkItem, Lease] });
  await db.runMigrations({ transaction: "none" });
  const queues = new Queues(testServices().redisUrl, `order-${randomUUID()}`, log);
  const registry = new WorkRegistry<{ db: typeof db; log: typeof log }>();
  const seen: string[] = [];
  const failing = new Map<string, AppError>();
  const active = new Set<string>();
  const overlaps: string[] = [];
  const payload = z.strictObject({ key: z.string(), n: z.number() });
  const run = async (_app: unknown, { key, n }: z.output<typeof payload>) => {
    if (active.has(key)) overlaps.push(key);
    active.add(key);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
    active.delete(key);
    const failure = failing.get(`${key}${n}`);
    if (failure) throw failure;
    seen.push(`${key}${n}`);
  };
  registry.addJob("test.step", defineJob({ queue: "automations", attempts: 3, payload, run }));
  registry.addJob("test.other", defineJob({ queue: "automations", payload, run }));
  registry.addJob(
    "test.merge",
    defineJob({
      queue: "automations",
      payload: z.strictObject({ ns: z.array(z.string()) }),
      // Three at most fit together.
      merge: (payloads) => {
        const some = (payloads as { ns: string[] }[]).slice(0, 3);
        return { payload: { ns: some.flatMap(({ ns }) => ns) }, of: some.length };
      },
      async run(_app: unknown, { ns }) {
        const failure = ns.map((n) => failing.get(n)).find(Boolean);
        if (failure) throw failure;
        seen.push(ns.join("+"));
      },
    }),
  );
  registry.addJob("test.gather", defineJob({ queue: "automations", coalesce: true, payload, run }));
  const work = new Work<{ db: typeof db; log: typeof log }, Record<never, never>>(db, queues, registry, log);
  const host = { db, log, queues };
  const corpId = randomUUID();
  return {
    ...{ db, log, queues, registry, work, seen, failing, overlaps, corpId },
    run: (id: string, atMost = 1) => runWork(host, registry, id, { atMost }),
    add: (key: string, n: number, handler = "test.step") =>
      work.addNow({ corpId, handler, payload: { key, n }, orderKey: `customer:${key}` }),
    rows: () => db.getRepository(WorkItem).find({ where: { corpId }, order: { id: "ASC" } }),
  };
}

describe("work of one order key", () => {
  let env: Env;
  const closers: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    env = await build();
  });
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
    await env.queues.close();
    await env.db.destroy();
  });

  const ids = async () => (await env.rows()).map((row) => row.id);
  const statuses = async () => (await env.rows()).map((row) => row.status);

  it("waits for what was added before it, and for nothing else", async () => {
    await env.add("a", 1);
    await env.add("a", 2);
    await env.add("b", 1);
    await env.add("a", 9, "test.other");
    const [a1, a2, b1, other] = await ids();
    expect(await env.run(a2!)).toBe("skipped");
    expect(await env.run(b1!)).toBe("done");
    expect(await env.run(other!)).toBe("done");
    expect(await env.run(a1!)).toBe("done");
    expect(await env.run(a2!)).toBe("done");
    expect(env.seen).toEqual(["b1", "a9", "a1", "a2"]);
  });

  it("waits for a retry, and does not wait for the dead", async () => {
    await env.add("a", 1);
    await env.add("a", 2);
    const [a1, a2] = await ids();
    env.failing.set("a1", new AppError("wecom.busy", "busy", { retryable: true }));
    expect(await env.run(a1!)).toBe("retry");
    expect(await env.run(a2!)).toBe("skipped");
    await env.run(a1!);
    expect(await env.run(a1!)).toBe("dead");
    expect(await env.run(a2!)).toBe("done");
  });

  it("lets one of two neighbours that are claimed at one moment go first, and never both at once", async () => {
    for (let round = 0; round < 15; round += 1) {
      await env.add("a", round * 2);
      await env.add("a", round * 2 + 1);
      const [first, second] = (await ids()).slice(-2);
      // A dead row that is run again comes in front of one that may be running.
      await env.db.query("UPDATE outbox SET status = 'dead' WHERE id = ?", [first]);
      await Promise.all([
        env.run(second!),
        env.db
          .query("UPDATE outbox SET status = 'pending', due_at = ? WHERE id = ?", [new Date(), first])
          .then(() => env.run(first!)),
      ]);
      for (const id of [first!, second!]) await env.run(id);
    }
    expect(env.overlaps).toEqual([]);
    expect((await statuses()).every((status) => status === "done")).toBe(true);
    expect(env.seen).toHaveLength(30);
  });

  it("runs in order whatever the number of workers, others side by side, driven by tickets alone", async () => {
    const keys = ["a", "b", "c", "d"];
    await eventually("the connection", async () => env.queues.ready);
    for (let n = 0; n < 12; n += 1) for (const key of keys) await env.add(key, n);
    for (let worker = 0; worker < 2; worker += 1) {
      const queues = worker === 0 ? env.queues : new Queues(testServices().redisUrl, env.queues.prefix, env.log);
      void queues.get("automations").process(4, (ticket) => env.run(ticket.data.id));
      if (worker === 1) closers.push(() => queues.close());
    }
    await eventually("all are done", async () => env.seen.length === 48);
    for (const key of keys) {
      const mine = env.seen.filter((entry) => entry.startsWith(key));
      expect(mine).toEqual(Array.from({ length: 12 }, (_, n) => `${key}${n}`));
    }
    expect(env.overlaps).toEqual([]);
  });

  it("carries on with its key as far as it may, and offers what is left", async () => {
    for (let n = 1; n <= 5; n += 1) await env.add("a", n);
    await env.add("b", 1);
    const [first] = await ids();
    expect(await env.run(first!, 3)).toBe("done");
    expect(env.seen).toEqual(["a1", "a2", "a3"]);
    expect(await statuses()).toEqual(["done", "done", "done", "pending", "pending", "pending"]);
    expect((await env.rows()).map((row) => row.attempts)).toEqual([1, 1, 1, 0, 0, 0]);
    const finished = (await env.rows()).slice(0, 3).map((row) => row.finishedAt);
    expect(finished).not.toContain(null);
  });

  it("stops carrying on at one that fails, which comes back before those behind it", async () => {
    for (let n = 1; n <= 3; n += 1) await env.add("a", n);
    env.failing.set("a2", new AppError("test.down", "down", { retryable: true }));
    const [first] = await ids();
    expect(await env.run(first!, 10)).toBe("done");
    expect(env.seen).toEqual(["a1"]);
    const rows = await env.rows();
    expect(rows.map((row) => [row.status, row.attempts])).toEqual([
      ["done", 1],
      ["pending", 1],
      ["pending", 0],
    ]);
    expect(rows[1]?.dueAt.getTime()).toBeGreaterThan(Date.now());
  });

  it("never runs two of a key at once when several workers carry on with it", async () => {
    for (let n = 1; n <= 12; n += 1) await env.add("a", n);
    const all = await ids();
    for (let round = 0; round < 12 && (await statuses()).includes("pending"); round += 1) {
      await Promise.all(all.map((id) => env.run(id, 4)));
    }
    expect(env.overlaps).toEqual([]);
    expect(env.seen).toEqual(Array.from({ length: 12 }, (_, n) => `a${n + 1}`));
  });

  it("shows each what waits behind it, and nothing of another key or handler", async () => {
    const nexts: unknown[] = [];
    env.registry.addJob(
      "test.look",
      defineJob({
        queue: "automations",
        payload: z.looseObject({}),
        async run(_app: unknown, _payload, { next }) {
          nexts.push(next);
        },
      }),
    );
    for (let n = 0; n < 3; n += 1) await env.add("a", n, "test.look");
    await env.add("b", 7, "test.look");
    await env.add("a", 8);
    for (const id of (await ids()).slice(0, 3)) expect(await env.run(id)).toBe("done");
    expect(nexts).toEqual([{ key: "a", n: 1 }, { key: "a", n: 2 }, null]);
  });

  it("does the work of all that stood when it began, where one run can", async () => {
    for (let n = 0; n < 5; n += 1) await env.add("a", n, "test.gather");
    const [first] = await ids();
    expect(await env.run(first!)).toBe("done");
    expect(env.seen).toEqual(["a0"]);
    expect(await statuses()).toEqual(["done", "done", "done", "done", "done"]);
  });

  it("carries out together what fits together, and offers the rest", async () => {
    const add = (n: number) =>
      env.work.addNow({ corpId: env.corpId, handler: "test.merge", payload: { ns: [`m${n}`] } });
    for (let n = 0; n < 5; n += 1) await add(n);
    const all = await ids();
    expect(await env.run(all[1]!)).toBe("skipped");
    for (const id of all) await env.run(id, 10);
    expect(env.seen).toEqual(["m0+m1+m2", "m3+m4"]);
    expect(await statuses()).toEqual(["done", "done", "done", "done", "done"]);
    expect((await env.rows()).map((row) => row.finishedAt)).not.toContain(null);
  });

  it("tries each alone once they have failed together, so that one which cannot be done takes no other with it", async () => {
    for (let n = 0; n < 3; n += 1) {
      await env.work.addNow({ corpId: env.corpId, handler: "test.merge", payload: { ns: [`m${n}`] } });
    }
    env.failing.set("m1", new AppError("test.down", "down", { retryable: true }));
    const all = await ids();
    expect(await env.run(all[0]!)).toBe("retry");
    expect(await statuses()).toEqual(["pending", "pending", "pending"]);
    expect(await env.run(all[0]!)).toBe("done");
    for (let round = 0; round < 8; round += 1) await env.run(all[1]!);
    await env.run(all[2]!);
    expect(env.seen).toEqual(["m0", "m2"]);
    expect(await statuses()).toEqual(["done", "dead", "done"]);
  });

  it("leaves those behind it standing when it fails", async () => {
    for (let n = 0; n < 3; n += 1) await env.add("a", n, "test.gather");
    env.failing.set("a0", new AppError("wecom.busy", "busy", { retryable: true }));
    const [first] = await ids();
    expect(await env.run(first!)).toBe("retry");
    expect(await statuses()).toEqual(["pending", "pending", "pending"]);
  });
});
