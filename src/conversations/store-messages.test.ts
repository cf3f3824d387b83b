import { buildMember } from "../../test/factories";
import { buildTestApp, drainWork, type TestApp } from "../../test/harness";
import {
  countMessages,
  messagesOfThread,
  recentMessages,
  singleThread,
  threadsOfCustomer,
  unansweredThreads,
} from "./conversations.queries";
import { conversationsPersonalData } from "./personal-data";
import { type ArchivedRow, storeMessages } from "./store-messages";
import { Thread } from "./thread.entity";

let test: TestApp;
let nextSeq = 1;
const T0 = Date.parse("2026-03-02T02:00:00Z");

beforeAll(async () => {
  test = await buildTestApp();
  await buildMember(test.app, { userid: "lin.mei" });
  await buildMember(test.app, { userid: "gao.yu" });
});
afterAll(() => test.close());
beforeEach(async () => {
  for (const table of [
    "threads",
    "thread_participants",
    "messages",
    "message_recalls",
    "customer_message_days",
    "customer_events",
    "outbox",
  ]) {
    await test.app.db.query(`DELETE FROM ${table} WHERE corp_id = ?`, [test.corpId]);
  }
});

interface Said {
  from: string;
  to: string[];
  text?: string;
  room?: string;
  atMs?: number;
  msgid?: string;
}

function row({ from, to, text = "你好", room = "", atMs, msgid }: Said): ArchivedRow {
  const seq = nextSeq++;
  const id = msgid ?? `m${seq}`;
  const msgtime = atMs ?? T0 + seq * 1_000;
  const json = JSON.stringify({
    msgid: id,
    action: "send",
    from,
    tolist: to,
    roomid: room,
    msgtime,
    msgtype: "text",
    text: { content: text },
  });
  return { seq: String(seq), msgid: id, json };
}

function recallOf(msgid: string, from = "wmAAA", to = ["lin.mei"]): ArchivedRow {
  const seq = nextSeq++;
  const id = `r${seq}`;
  const json = JSON.stringify({
    msgid: id,
    action: "recall",
    from,
    tolist: to,
    roomid: "",
    msgtime: T0 + seq * 1_000,
    msgtype: "revoke",
    revoke: { pre_msgid: msgid },
  });
  return { seq: String(seq), msgid: id, json };
}

const store = (rows: ArchivedRow[]) => storeMessages(test.app, { corpId: test.corpId, rows });
const fromCustomer = (fields: Partial<Said> = {}) => row({ from: "wmAAA", to: ["lin.mei"], ...fields });
const fromMember = (fields: Partial<Said> = {}) => row({ from: "LIN.mei", to: ["wmAAA"], ...fields });
const recent = () => recentMessages(test.app, test.corpId, { externalUserid: "wmAAA", userid: "Lin.Mei", limit: 50 });
const announced = async (): Promise<{ fromId: string; toId: string }[]> => {
  const [handler] = test.app.registry.subscribers("messages.stored");
  const rows: { payload: string | object }[] = await test.app.db.query(
    "SELECT payload FROM outbox WHERE corp_id = ? AND event = 'messages.stored' AND handler = ? ORDER BY id",
    [test.corpId, handler],
  );
  return rows.map(({ payload }) => (typeof payload === "string" ? JSON.parse(payload) : payload));
};

describe("storing", () => {
  it("reports a message from an impossible time as unreadable and stores its neighbours", async () => {
    const good = row({ from: "wmAAA", to: ["lin.mei"] });
    const odd = row({ from: "wmAAA", to: ["lin.mei"], atMs: 300_000_000_000_000 });
    expect(await storeMessages(test.app, { corpId: test.corpId, rows: [good, odd] })).toEqual({
      stored: 1,
      known: 0,
      unreadable: [odd.msgid],
    });
  });

  it("files both directions under one thread, oldest first, and knows the last word", async () => {
    const rows = [
      fromCustomer({ text: "滤芯怎么换" }),
      fromMember({ text: "您好" }),
      fromCustomer({ text: "300 左右的有吗" }),
    ];
    expect(await store(rows)).toEqual({ stored: 3, known: 0, unreadable: [] });
    const messages = await recent();
    expect(messages.map((message) => [message.senderKind, message.senderId, message.text])).toEqual([
      ["customer", "wmAAA", "滤芯怎么换"],
      ["member", "lin.mei", "您好"],
      ["customer", "wmAAA", "300 左右的有吗"],
    ]);
    const thread = await singleThread(test.app, test.corpId, "wmAAA", "LIN.MEI");
    expect(thread).toMatchObject({
      kind: "single",
      userid: "lin.mei",
      externalUserid: "wmAAA",
      lastMessageId: messages[2]?.id,
      lastSentAt: messages[2]?.sentAt,
      lastCustomerAt: messages[2]?.sentAt,
      lastMemberAt: messages[1]?.sentAt,
    });
  });

  it("stores a message once however often and however many at once its page is delivered", async () => {
    const rows = Array.from({ length: 120 }, (_, i) =>
      row({ from: `wm${i % 40}`, to: [i % 2 ? "lin.mei" : "gao.yu"] }),
    );
    const reports = await Promise.all([store(rows), store([...rows].reverse()), store(rows.slice(30, 90))]);
    expect(reports.reduce((sum, report) => sum + report.stored, 0)).toBe(120);
    expect(await store(rows)).toEqual({ stored: 0, known: 120, unreadable: [] });
    const counts: { total: string }[] = await test.app.db.query(
      "SELECT SUM(messages) AS total FROM customer_message_days WHERE corp_id = ?",
      [test.corpId],
    );
    expect(counts[0]?.total).toBe("120");
    expect(await test.app.db.getRepository(Thread).countBy({ corpId: test.corpId })).toBe(40);
  });

  it("announces a delivery once, as the range of its messages, and nothing for what it knew", async () => {
    const rows = [fromCustomer(), fromCustomer(), row({ from: "wmBBB", to: ["lin.mei"] })];
    await store(rows);
    const [first, ...more] = await announced();
    expect(more).toEqual([]);
    const stored: { id: string }[] = await test.app.db.query(
      "SELECT id FROM messages WHERE corp_id = ? AND id BETWEEN ? AND ?",
      [test.corpId, first!.fromId, first!.toId],
    );
    expect(stored).toHaveLength(3);
    await store(rows);
    await store([...rows, fromCustomer()]);
    expect((await announced()).slice(1)).toEqual([{ fromId: expect.any(String), toId: expect.any(String) }]);
    const [, second] = await announced();
    expect(second!.fromId).toBe(second!.toId);
  });

  it("does not move the last word backwards when an older page comes later", async () => {
    const older = fromCustomer({ text: "早" });
    await store([fromMember({ text: "晚", atMs: T0 + 9_000_000 })]);
    await store([older]);
    const thread = await singleThread(test.app, test.corpId, "wmAAA", "lin.mei");
    const [first, last] = await recent();
    expect([first?.text, last?.text]).toEqual(["早", "晚"]);
    expect(thread?.lastMessageId).toBe(last?.id);
    expect(thread?.lastCustomerAt).toEqual(first?.sentAt);
  });

  it("passes by a change of corp and names what it cannot read", async () => {
    const rows = [
      { seq: "1", msgid: "sw", json: '{"msgid":"sw","action":"switch","time":1766880033000,"user":"gao.yu"}' },
      { seq: "2", msgid: "bad", json: '{"msgid":"bad","action":"send","from":"a"}' },
      { seq: "3", msgid: "alone", json: JSON.parse(JSON.stringify(fromMember({ to: [], msgid: "alone" }).json)) },
    ];
    expect(await store(rows)).toEqual({ stored: 0, known: 0, unreadable: ["bad", "alone"] });
  });

  it("keeps ids above 2^53 in the stored content", async () => {
    const json = fromMember({ msgid: "big" }).json.replace(
      '"msgtype":"text"',
      '"msgtype":"meeting","meeting":{"topic":"t","meetingid":9007199254740997}',
    );
    await store([{ seq: "1", msgid: "big", json }]);
    expect((await recent())[0]?.content).toContain('"meetingid":"9007199254740997"');
  });
});

describe("who takes part", () => {
  const people = async (threadKey: string) => {
    const rows: { who: string }[] = await test.app.db.query(
      `SELECT CONCAT(p.userid, p.external_userid) AS who FROM thread_participants p JOIN threads t ON t.id = p.thread_id
       WHERE t.corp_id = ? AND t.thread_key = ? ORDER BY who`,
      [test.corpId, threadKey],
    );
    return rows.map((row) => row.who);
  };
  const inRoom = (from: string, to: string[]) => store([row({ from, to, room: "wrROOM" })]);

  it("grows with whoever a message names, and nobody leaves", async () => {
    await inRoom("lin.mei", ["gao.yu"]);
    expect(await test.app.db.getRepository(Thread).findOneBy({ corpId: test.corpId })).toMatchObject({
      kind: "internal",
    });
    await inRoom("wmAAA", ["LIN.mei", "gao.yu"]);
    expect(await people("room:wrROOM")).toEqual(["gao.yu", "lin.mei", "wmAAA"]);
    await inRoom("gao.yu", ["lin.mei"]);
    await inRoom("wmBBB", ["lin.mei"]);
    expect(await people("room:wrROOM")).toEqual(["gao.yu", "lin.mei", "wmAAA", "wmBBB"]);
    expect(await test.app.db.getRepository(Thread).findOneBy({ corpId: test.corpId })).toMatchObject({ kind: "group" });
  });

  it("is written once by deliveries side by side that name different people", async () => {
    await Promise.all(["wmA", "wmB", "wmC", "wmD"].map((from) => inRoom(from, ["lin.mei"])));
    expect(await people("room:wrROOM")).toEqual(["lin.mei", "wmA", "wmB", "wmC", "wmD"]);
  });

  it("takes back a customer who was forgotten and is named again", async () => {
    await inRoom("gao.yu", ["lin.mei", "wmAAA"]);
    const [threads] = conversationsPersonalData;
    await threads!.erase(test.app, { corpId: test.corpId, externalUserid: "wmAAA" }, 100);
    expect(await people("room:wrROOM")).toEqual(["gao.yu", "lin.mei"]);
    await inRoom("gao.yu", ["lin.mei", "wmAAA"]);
    expect(await people("room:wrROOM")).toEqual(["gao.yu", "lin.mei", "wmAAA"]);
  });
});

describe("recalls", () => {
  it("mark the original, and are not something said", async () => {
    const original = fromCustomer({ text: "说错了" });
    await store([original, fromCustomer({ text: "对的" })]);
    await store([recallOf(original.msgid)]);
    expect((await recent()).map((message) => message.text)).toEqual(["对的"]);
    const thread = await singleThread(test.app, test.corpId, "wmAAA", "lin.mei");
    const all = await messagesOfThread(test.app, test.corpId, thread!.id);
    expect(all.map((message) => [message.text, message.recalledAt !== null])).toEqual([
      ["说错了", true],
      ["对的", false],
    ]);
  });

  it("mark an original that comes later", async () => {
    const original = fromCustomer();
    await store([recallOf(original.msgid)]);
    expect(await recent()).toEqual([]);
    await store([original]);
    expect(await recent()).toEqual([]);
    expect(await countMessages(test.app, test.corpId, { externalUserid: "wmAAA", sinceDay: "2026-03-01" })).toEqual({
      in: 1,
      out: 0,
    });
  });

  it("meet their originals when both are delivered at once", async () => {
    for (let round = 0; round < 10; round += 1) {
      const originals = Array.from({ length: 5 }, () => fromCustomer());
      await Promise.all([store(originals), store(originals.map((original) => recallOf(original.msgid)))]);
    }
    const open: unknown[] = await test.app.db.query(
      "SELECT id FROM messages WHERE corp_id = ? AND msgtype = 'text' AND recalled_at IS NULL",
      [test.corpId],
    );
    expect(open).toEqual([]);
  });
});

describe("counts", () => {
  it("count by customer, day of the corp's zone and direction, and show in the timeline", async () => {
    const lateEvening = Date.parse("2026-03-02T15:59:59.999Z"); // 23:59:59.999 in Shanghai
    await store([
      fromCustomer({ atMs: lateEvening }),
      fromCustomer({ atMs: lateEvening + 1 }),
      fromMember({ atMs: lateEvening + 2 }),
      row({ from: "wmAAA", to: ["lin.mei", "gao.yu"], room: "wrR1", atMs: lateEvening + 3 }),
      row({ from: "lin.mei", to: ["wmAAA", "gao.yu"], room: "wrR1", atMs: lateEvening + 4 }),
    ]);
    await store([fromCustomer({ atMs: lateEvening + 60_000 })]);
    const since = (sinceDay: string) => countMessages(test.app, test.corpId, { externalUserid: "wmAAA", sinceDay });
    expect(await since("2026-03-02")).toEqual({ in: 4, out: 1 });
    expect(await since("2026-03-03")).toEqual({ in: 3, out: 1 });
    await drainWork(test.app, test.corpId, "conversations.show-days");
    const timeline: { kind: string; data: string | object }[] = await test.app.db.query(
      "SELECT kind, data FROM customer_events WHERE corp_id = ? AND external_userid = 'wmAAA' ORDER BY happened_at",
      [test.corpId],
    );
    expect(timeline.map(({ kind, data }) => [kind, typeof data === "string" ? JSON.parse(data) : data])).toEqual([
      ["messages.received", { day: "2026-03-02", messages: 1, text: "客户发来 1 条消息" }],
      ["messages.sent", { day: "2026-03-03", messages: 1, text: "给客户发出 1 条消息" }],
      ["messages.received", { day: "2026-03-03", messages: 3, text: "客户发来 3 条消息" }],
    ]);
  });
});

describe("reads", () => {
  it("find a customer's threads, groups included, the liveliest first", async () => {
    await store([
      fromCustomer(),
      row({ from: "gao.yu", to: ["wmAAA"] }),
      row({ from: "gao.yu", to: ["lin.mei", "wmAAA", "wmBBB"], room: "wrR1" }),
      row({ from: "gao.yu", to: ["wmBBB"] }),
      row({ from: "gao.yu", to: ["lin.mei"] }),
    ]);
    const threads = await threadsOfCustomer(test.app, test.corpId, "wmAAA");
    expect(threads.map((thread) => thread.threadKey)).toEqual([
      "room:wrR1",
      "single:gao.yu:wmAAA",
      "single:lin.mei:wmAAA",
    ]);
    expect(await threadsOfCustomer(test.app, "another-corp", "wmAAA")).toEqual([]);
  });

  it("make a group of an internal room when its first customer appears", async () => {
    await store([row({ from: "gao.yu", to: ["lin.mei"], room: "wrR2" })]);
    await store([row({ from: "gao.yu", to: ["lin.mei", "wmAAA"], room: "wrR2" })]);
    await store([row({ from: "gao.yu", to: ["lin.mei"], room: "wrR2" })]);
    const [thread] = await threadsOfCustomer(test.app, test.corpId, "wmAAA");
    expect(thread).toMatchObject({ kind: "group", chatId: "wrR2" });
  });

  it("give messages of a time and after a message", async () => {
    await store([
      fromCustomer({ atMs: T0, text: "1" }),
      fromCustomer({ atMs: T0 + 1_000, text: "2" }),
      fromCustomer({ atMs: T0 + 2_000, text: "3" }),
    ]);
    const thread = await singleThread(test.app, test.corpId, "wmAAA", "lin.mei");
    const texts = async (options: Parameters<typeof messagesOfThread>[3]) =>
      (await messagesOfThread(test.app, test.corpId, thread!.id, options)).map((message) => message.text);
    expect(await texts({ from: new Date(T0 + 1_000), to: new Date(T0 + 2_000) })).toEqual(["2"]);
    const [first] = await messagesOfThread(test.app, test.corpId, thread!.id);
    expect(await texts({ after: first!.id, limit: 1 })).toEqual(["2"]);
  });

  it("find who has been waiting", async () => {
    await store([
      fromCustomer({ atMs: T0 }),
      row({ from: "wmBBB", to: ["gao.yu"], atMs: T0 }),
      row({ from: "gao.yu", to: ["wmBBB"], atMs: T0 + 1 }),
    ]);
    await drainWork(test.app, test.corpId, "conversations.%");
    const waiting = (before: number) => unansweredThreads(test.app, test.corpId, { before: new Date(before) });
    expect((await waiting(T0 + 60_000)).map((thread) => thread.externalUserid)).toEqual(["wmAAA"]);
    expect(await waiting(T0)).toEqual([]);
  });
});

it("stores while Redis is away", async () => {
  const away = {
    ...test.app,
    redis: {
      pipeline: () => {
        throw new Error("away");
      },
    },
  } as unknown as typeof test.app;
  expect(await storeMessages(away, { corpId: test.corpId, rows: [fromCustomer()] })).toMatchObject({ stored: 1 });
});
