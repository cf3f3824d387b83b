import { buildTestApp, eventually, type TestApp } from "../../../test/harness";
import { queueNames, WorkItem } from ".";

/** Many rows at once, and the connections that carry their tickets. */
let test: TestApp;
beforeEach(async () => {
  test = await buildTestApp();
});
afterEach(() => test.close());

const rows = () =>
  test.app.db.getRepository(WorkItem).find({ where: { corpId: test.corpId }, order: { id: "ASC" }, take: 5_000 });

const stored = (toId: string, dedupeKey?: string) => ({
  corpId: test.corpId,
  name: "messages.stored" as const,
  payload: { fromId: "1", toId },
  ...(dedupeKey && { dedupeKey }),
});

it("writes the rows of many events in one go, leaving out keys that stand or come twice", async () => {
  const { work, registry } = test.app;
  const handlers = registry.subscribers("messages.stored").filter((handler) => !registry.job(handler)?.concerns);
  expect(handlers.length).toBeGreaterThan(1);
  await work.transaction((tx) => work.publish(tx, stored("1", "known")));
  await work.transaction((tx) =>
    work.publishAll(tx, [stored("10"), stored("11", "known"), stored("12", "new"), stored("13", "new"), stored("14")]),
  );
  const added = (await rows()).slice(handlers.length);
  expect(added.map((row) => [(row.payload as { toId: string }).toId, row.handler, row.event])).toEqual(
    ["10", "12", "14"].flatMap((id) => handlers.map((handler) => [id, handler, "messages.stored"])),
  );
  expect(await work.transaction((tx) => work.addAll(tx, []))).toBe(0);
});

it("adds each key once when batches that share keys are written at the same time", async () => {
  const { work } = test.app;
  const batch = (keys: string[]) =>
    work.transaction(async (tx) => {
      const works = keys.map((dedupeKey) => ({
        corpId: test.corpId,
        handler: "archive.nudge",
        payload: {},
        dedupeKey,
      }));
      const added = await work.addAll(tx, works);
      await new Promise((resolve) => setTimeout(resolve, 30)); // Both are open at once.
      return added;
    });
  const added = await Promise.all([batch(["a", "b", "c"]), batch(["b", "c", "d"]), batch(["c", "d", "a"])]);
  expect(added.reduce((sum, n) => sum + n, 0)).toBe(4);
  expect((await rows()).map((row) => row.dedupeKey).sort()).toEqual(["a", "b", "c", "d"]);
});

it("offers every row of a batch to its queue at the commit, and none that is for later", async () => {
  const { work, queues, registry } = test.app;
  const later = new Date(Date.now() + 3_600_000);
  const handlers = ["archive.nudge", "insights.forget-recalled"];
  const used = handlers.map((handler) => queues.get(registry.job(handler)!.queue));
  await eventually("the connection", async () => queues.ready);
  await work.transaction((tx) =>
    work.addAll(
      tx,
      Array.from({ length: 1_200 }, (_, n) => ({
        corpId: test.corpId,
        handler: handlers[n % 2]!,
        payload: { n },
        ...(n % 400 === 0 && { notBefore: later }),
      })),
    ),
  );
  const all = await rows();
  expect(all).toHaveLength(1_200);
  const soon = all.filter((row) => row.dueAt < later).map((row) => row.id);
  expect(soon).toHaveLength(1_197);
  const offered = await eventually("the tickets", async () => {
    const tickets = (await Promise.all([...new Set(used)].map((queue) => queue.getWaiting()))).flat();
    return tickets.length >= soon.length && tickets.map((ticket) => ticket.data.id);
  });
  expect(offered.sort()).toEqual(soon.sort());
});

it("serves every queue over one connection with room for all their listeners", async () => {
  const { queues } = test.app;
  // Never awaited: Bull's promise settles when the queue closes.
  for (const name of queueNames) {
    void queues
      .get(name)
      .process(1, async () => undefined)
      .catch(() => undefined);
  }
  await Promise.all(queueNames.map((name) => queues.get(name).isReady()));
  const { client } = queues.get("callbacks");
  expect(client).toBe(queues.get("outreach").client);
  expect(client.listenerCount("error")).toBeGreaterThan(6);
  expect(client.listenerCount("error")).toBeLessThanOrEqual(client.getMaxListeners());
  expect(client.getMaxListeners()).toBeLessThan(100); // A real leak is still told.
});
