import { randomUUID } from "node:crypto";
import { z } from "zod";
import { eventually } from "../../../test/harness";
import { testDatabase, testServices } from "../../../test/services";
import { affectedRows, openDatabase, type Tx } from "../db";
import { AppError } from "../errors";
import { createLogger } from "../log";
import {
  defineJob,
  Lease,
  LeaseHolder,
  purgeDoneWork,
  Queues,
  runWork,
  sweepDueWork,
  Work,
  WorkItem,
  WorkRegistry,
} from ".";

type Env = Awaited<ReturnType<typeof build>>;
/** Due before anything that other tests left in the table: the sweeper takes the oldest rows first. */
const LONG_DUE = new Date("2000-01-01T00:00:00Z");
type TestEvents = { "thing.happened": { n: number }; "thing.told": { n: number } };

async function build() {
  const log = createLogger({ level: "silent", process: "test" });
  const db = await openDatabase({ url: await testDatabase(), poolSize: 6, entities: [WorkItem, Lease] });
  await db.runMigrations({ transaction: "none" });
  const queues = new Queues(testServices().redisUrl, `work-${randomUUID()}`, log);
  const seen: { name: string; payload: unknown; attempt: number }[] = [];
  const failures = new Map<string, unknown>();
  const registry = new WorkRegistry<{ db: typeof db; log: typeof log }>();
  const job = (name: string) =>
    defineJob<unknown, z.ZodObject<{ n: z.ZodNumber }>>({
      queue: "automations",
      attempts: 3,
      payload: z.strictObject({ n: z.number() }),
      run: async (_app, payload, context) => {
        seen.push({ name, payload, attempt: context.attempt });
        await env.slow?.();
        const failure = failures.get(name);
        if (failure) throw failure;
      },
    });
  for (const name of ["one", "two"]) {
    registry.addJob(`test.${name}`, job(name));
    registry.subscribe("thing.happened", `test.${name}`);
  }
  const work = new Work<{ db: typeof db; log: typeof log }, TestEvents>(db, queues, registry, log);
  const env = {
    log,
    db,
    queues,
    registry,
    work,
    seen,
    failures,
    /** What happens while a job runs. */
    slow: undefined as (() => Promise<void>) | undefined,
    corpId: randomUUID(),
    run: (id: string) => runWork({ db, log }, registry, id),
  };
  return env;
}

describe("work", () => {
  let env: Env;
  beforeEach(async () => {
    env = await build();
  });
  afterEach(async () => {
    await env.queues.close();
    await env.db.destroy();
  });

  /** Bull calls a queue ready before its connection is; until then nothing is offered. */
  const connected = () => eventually("the connection", async () => env.queues.ready);
  const rows = () => env.db.getRepository(WorkItem).find({ where: { corpId: env.corpId }, order: { id: "ASC" } });
  const publish = (dedupeKey?: string) =>
    env.work.transaction((tx) =>
      env.work.publish(tx, {
        corpId: env.corpId,
        name: "thing.happened",
        payload: { n: 1 },
        ...(dedupeKey && { dedupeKey }),
      }),
    );

  it("writes one row per subscriber of an event, in the caller's transaction", async () => {
    await publish();
    expect((await rows()).map((row) => [row.handler, row.event, row.status])).toEqual([
      ["test.one", "thing.happened", "pending"],
      ["test.two", "thing.happened", "pending"],
    ]);
    await expect(
      env.work.transaction(async (tx) => {
        await env.work.publish(tx, { corpId: env.corpId, name: "thing.happened", payload: { n: 2 } });
        throw new Error("the change failed");
      }),
    ).rejects.toThrow("the change failed");
    expect(await rows()).toHaveLength(2);
  });

  it("asks a job that says so which news concern it, among them what the transaction itself has written", async () => {
    const isKnown = async (tx: Tx, corpId: string, payloads: readonly unknown[]) => {
      const rows: { payload: unknown }[] = await tx.query(
        "SELECT payload FROM outbox WHERE corp_id = ? AND handler = 'test.one'",
        [corpId],
      );
      const known = rows.map(
        ({ payload }) => (typeof payload === "string" ? JSON.parse(payload) : payload).n as number,
      );
      return payloads.map((payload) => known.includes((payload as { n: number }).n));
    };
    env.registry.addJob("test.picky", { ...env.registry.job("test.one")!, concerns: isKnown });
    env.registry.subscribe("thing.told", "test.picky");
    const { corpId } = env;
    await env.work.transaction(async (tx) => {
      await env.work.add(tx, { corpId, handler: "test.one", payload: { n: 2 } });
      const told = [1, 2, 3].map((n) => ({ corpId, name: "thing.told" as const, payload: { n } }));
      await env.work.publishAll(tx, told);
    });
    const left = (await rows()).filter((row) => row.handler === "test.picky").map((row) => row.payload);
    expect(left).toEqual([{ n: 2 }]);
  });

  it("accepts the same dedupe key once, and the rest of the transaction still commits", async () => {
    await publish("k1");
    await publish("k1");
    expect(await rows()).toHaveLength(2);
    await publish("k2");
    expect(await rows()).toHaveLength(4);
  });

  it("lets one of two workers run a row, whoever holds a ticket", async () => {
    await publish();
    const [row] = await rows();
    const outcomes = await Promise.all([env.run(row!.id), env.run(row!.id), env.run(row!.id)]);
    expect(outcomes.sort()).toEqual(["done", "skipped", "skipped"]);
    expect(env.seen).toHaveLength(1);
    expect(await env.run(row!.id)).toBe("skipped");
  });

  it("tries a retryable failure again later and parks it after the last attempt", async () => {
    env.failures.set("one", new AppError("wecom.busy", "busy", { retryable: true }));
    await publish();
    const [row] = await rows();
    expect(await env.run(row!.id)).toBe("retry");
    const [waiting] = await rows();
    expect(waiting).toMatchObject({ status: "pending", attempts: 1, lastError: "wecom.busy: busy" });
    expect(waiting!.dueAt.getTime()).toBeGreaterThan(Date.now());
    expect(await env.run(row!.id)).toBe("retry");
    expect(await env.run(row!.id)).toBe("dead");
    expect((await rows())[0]).toMatchObject({ status: "dead", attempts: 3 });
  });

  it("parks at once what a retry cannot help: refusals and payloads that do not fit", async () => {
    env.failures.set("one", new AppError("care.refused", "no"));
    await publish();
    const [row] = await rows();
    expect(await env.run(row!.id)).toBe("dead");
    await env.work.addNow({ corpId: env.corpId, handler: "test.two", payload: { n: "not a number" } });
    const bad = (await rows()).at(-1)!;
    expect(await env.run(bad.id)).toBe("dead");
  });

  it("never writes a database error's values into the row", async () => {
    env.failures.set("one", Object.assign(new Error("Duplicate entry '客户说的话'"), { sql: "INSERT …" }));
    await publish();
    const [row] = await rows();
    await env.run(row!.id);
    expect((await rows())[0]!.lastError).toBe("Error: database error");
  });

  it("takes over a row whose worker went silent, and the silent one cannot settle it any more", async () => {
    await publish();
    const [row] = await rows();
    await env.db.query("UPDATE outbox SET status = 'running', attempts = 1, due_at = ? WHERE id = ?", [
      new Date(Date.now() - 1),
      row!.id,
    ]);
    expect(await env.run(row!.id)).toBe("done");
    expect(env.seen[0]).toMatchObject({ attempt: 2 });
    const late: unknown = await env.db.query(
      "UPDATE outbox SET status = 'dead' WHERE id = ? AND status = 'running' AND attempts = 1",
      [row!.id],
    );
    expect(affectedRows(late)).toBe(0);
  });

  it("leaves a row it has offered open to whoever takes the ticket, after its worker died", async () => {
    await publish();
    const [row] = await rows();
    await env.db.query("UPDATE outbox SET status = 'running', attempts = 1, due_at = ? WHERE id = ?", [
      LONG_DUE,
      row!.id,
    ]);
    await sweepDueWork(env.db, env.queues, env.registry);
    expect(await env.run(row!.id)).toBe("done");
  });

  it("lets a worker that was only slow settle what nobody has taken over yet", async () => {
    await publish();
    const [row] = await rows();
    env.slow = async () => {
      await env.db.query("UPDATE outbox SET due_at = ? WHERE id = ?", [LONG_DUE, row!.id]);
      await sweepDueWork(env.db, env.queues, env.registry);
    };
    expect(await env.run(row!.id)).toBe("done");
    expect((await rows())[0]).toMatchObject({ status: "done", attempts: 1 });
    expect(await env.run(row!.id)).toBe("skipped");
  });

  it("parks a row whose workers die again and again", async () => {
    await publish();
    const [row] = await rows();
    for (let deaths = 0; deaths < 20; deaths += 1) {
      await env.db.query(
        "UPDATE outbox SET status = 'running', attempts = attempts + 1, due_at = ? WHERE id = ? AND status <> 'dead'",
        [new Date(Date.now() - 1), row!.id],
      );
    }
    expect(await env.run(row!.id)).toBe("dead");
    expect(env.seen).toEqual([]);
    expect((await rows())[0]).toMatchObject({ status: "dead", lastError: "its workers died without a word" });
  });

  it("offers everything due again after Redis was wiped", async () => {
    await publish();
    const queue = env.queues.get("automations");
    await connected();
    const client = queue.client;
    for (const key of await client.keys("*work-*")) await client.del(key);
    await env.db.query("UPDATE outbox SET due_at = ? WHERE corp_id = ?", [LONG_DUE, env.corpId]);
    expect(await sweepDueWork(env.db, env.queues, env.registry)).toBeGreaterThanOrEqual(2);
    const waiting = await queue.getWaiting();
    const ids = (await rows()).map((row) => row.id);
    expect(waiting.map((ticket) => ticket.data.id)).toEqual(expect.arrayContaining(ids));
    // Offered for the next half minute: a second sweep adds nothing of ours.
    await sweepDueWork(env.db, env.queues, env.registry);
    expect((await queue.getWaiting()).filter((ticket) => ids.includes(ticket.data.id))).toHaveLength(2);
  });

  it("offers urgent work before the thousands that became due earlier", async () => {
    env.registry.addJob("test.urgent", {
      queue: "welcome",
      payload: z.unknown(),
      run: async () => undefined,
    });
    const old = Array.from({ length: 1_200 }, () => [env.corpId, "test.one", "{}", "pending", LONG_DUE]);
    await env.db.query("INSERT INTO outbox (corp_id, handler, payload, status, due_at) VALUES ?", [
      [...old, [env.corpId, "test.urgent", "{}", "pending", new Date(Date.now() - 1_000)]],
    ]);
    const queue = env.queues.get("welcome");
    await connected();
    await sweepDueWork(env.db, env.queues, env.registry);
    const urgent = (await rows()).find((row) => row.handler === "test.urgent");
    expect((await queue.getWaiting()).map((ticket) => ticket.data.id)).toContain(urgent?.id);
    await env.db.query("DELETE FROM outbox WHERE corp_id = ?", [env.corpId]);
  });

  it("runs a whole ticket through Bull", async () => {
    const done = new Promise<void>((resolve) => {
      void env.queues.get("automations").process(1, async (ticket) => {
        await env.run(ticket.data.id);
        if (env.seen.length === 2) resolve();
      });
    });
    await connected();
    await publish();
    await done;
    expect(env.seen.map((entry) => entry.name).sort()).toEqual(["one", "two"]);
  });

  it("offers of rows that wait for each other the first alone", async () => {
    await env.work.transaction(async (tx) => {
      const handlers = ["test.one", "test.one", "test.one", "test.two"];
      const { corpId } = env;
      await env.work.addAll(
        tx,
        handlers.map((handler, n) => ({ corpId, handler, payload: { n }, orderKey: "customer:1" })),
      );
      await tx.query("UPDATE outbox SET due_at = ? WHERE corp_id = ?", [LONG_DUE, env.corpId]);
    });
    await connected();
    const queue = env.queues.get("automations");
    const [first, , , other] = (await rows()).map((row) => row.id);
    const offered = await eventually("the first are offered", async () => {
      await sweepDueWork(env.db, env.queues, env.registry);
      const ids = (await queue.getWaiting()).map((ticket) => ticket.data.id);
      return ids.includes(first!) && ids.includes(other!) && ids;
    });
    const own = new Set((await rows()).map((row) => row.id));
    expect(offered.filter((id) => own.has(id)).sort()).toEqual([first, other].sort());
  });

  it("forgets finished rows after a week and keeps the dead", async () => {
    await publish();
    const [first, second] = await rows();
    const old = new Date(Date.now() - 8 * 86_400_000);
    await env.db.query("UPDATE outbox SET status = 'done', due_at = ? WHERE id = ?", [old, first!.id]);
    await env.db.query("UPDATE outbox SET status = 'dead', due_at = ? WHERE id = ?", [old, second!.id]);
    await purgeDoneWork(env.db);
    expect((await rows()).map((row) => row.status)).toEqual(["dead"]);
  });
});

describe("lease", () => {
  it("has one holder at a time and passes on when the holder falls silent", async () => {
    const env = await build();
    const name = `lease-${randomUUID()}`;
    const first = new LeaseHolder(env.db, name, 300);
    const second = new LeaseHolder(env.db, name, 300);
    expect(await first.acquire()).toBe(true);
    expect(await second.acquire()).toBe(false);
    expect(await first.acquire()).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(first.held).toBe(false);
    expect(await second.acquire()).toBe(true);
    expect(await first.acquire()).toBe(false);
    await second.release();
    expect(await first.acquire()).toBe(true);
    await env.queues.close();
    await env.db.destroy();
  });
});
