import { In } from "typeorm";
import { buildMember, uniqueId } from "../../../test/factories";
import { buildTestApp, drainWork, type TestApp } from "../../../test/harness";
import { fc } from "../../../test/property";
import { unansweredThreads } from "../conversations.queries";
import { removeMessages } from "../remove-messages";
import { type ArchivedRow, storeMessages } from "../store-messages";
import { Thread } from "../thread.entity";
import { bucketOf } from "./buckets";
import { ResponseDay } from "./response-day.entity";
import { workCalendar } from "./response-rules";
import { runClock } from "./run-clock";
import { ThreadWait } from "./thread-wait.entity";

let test: TestApp;
let nextSeq = 1;
const T0 = Date.parse("2026-03-02T02:00:00Z");
const MINUTE = 60_000;

beforeAll(async () => {
  test = await buildTestApp();
  for (const userid of ["lin.mei", "gao.yu"]) await buildMember(test.app, { userid });
});
afterAll(() => test.close());

interface Said {
  from: string;
  to: string[];
  minute: number;
  text?: string;
  room?: string;
  recalls?: string;
}

function row({ from, to, minute, text = "这款多少钱", room = "", recalls }: Said): ArchivedRow {
  const seq = nextSeq++;
  const msgid = `${recalls ? "r" : "m"}${seq}`;
  const common = { msgid, from, tolist: to, roomid: room, msgtime: T0 + minute * MINUTE };
  const own = recalls
    ? { action: "recall", msgtype: "revoke", revoke: { pre_msgid: recalls } }
    : { action: "send", msgtype: "text", text: { content: text } };
  return { seq: String(seq), msgid, json: JSON.stringify({ ...common, ...own }) };
}

/** A customer of their own for each test, so that nothing is shared. */
function chat(room?: string) {
  const customer = uniqueId("wm");
  const place = room ? { room } : {};
  return {
    customer,
    asks: (minute: number, text?: string) =>
      row({ from: customer, to: ["lin.mei"], minute, ...place, ...(text && { text }) }),
    answers: (minute: number, from = "lin.mei") => row({ from, to: [customer], minute, ...place, text: "这款 299 元" }),
    recalls: (minute: number, recalled: ArchivedRow, from = customer) =>
      row({ from, to: [from === customer ? "lin.mei" : customer], minute, ...place, recalls: recalled.msgid }),
  };
}

async function take(...rows: ArchivedRow[]) {
  await storeMessages(test.app, { corpId: test.corpId, rows });
  await drainWork(test.app, test.corpId, "conversations.%");
}

async function waitsOf(customer: string) {
  const threads = await test.app.db.query(
    "SELECT DISTINCT thread_id FROM thread_participants WHERE corp_id = ? AND external_userid = ?",
    [test.corpId, customer],
  );
  const ids = threads.map((one: { thread_id: string }) => one.thread_id);
  const waits = await test.app.db
    .getRepository(ThreadWait)
    .find({ where: { threadId: In(ids) }, order: { sinceAt: "ASC" } });
  const [thread] = await test.app.db.getRepository(Thread).findBy({ id: In(ids) });
  const minute = (at: Date | null) => at && (at.getTime() - T0) / MINUTE;
  return {
    waits: waits.map((wait) => [minute(wait.sinceAt), minute(wait.answeredAt), wait.workedSeconds]),
    rows: waits,
    since: minute(thread?.waitingSince ?? null),
  };
}

describe("the response clock", () => {
  it("runs from the first words that want an answer to the next word of a member", async () => {
    const { customer, asks, answers } = chat();
    await take(asks(0), asks(3), answers(10), asks(20, "好的,谢谢"), asks(30));
    const { waits, since } = await waitsOf(customer);
    expect(waits).toEqual([
      [0, 10, 600],
      [30, null, null],
    ]);
    expect(since).toBe(30);
    await take(answers(31));
    expect(await waitsOf(customer)).toMatchObject({
      since: null,
      waits: [
        [0, 10, 600],
        [30, 31, 60],
      ],
    });
  });

  it("counts working time: asked at night, answered in the morning", async () => {
    const { customer, asks, answers } = chat();
    // T0 is Monday 10:00; minute 600 is 20:00 and minute 1385 is 09:05 of Tuesday.
    await take(asks(600), answers(1_385));
    expect((await waitsOf(customer)).waits).toEqual([[600, 1_385, 300]]);
  });

  it("knows a group's wait, which any member ends", async () => {
    const { customer, asks, answers } = chat(uniqueId("wr"));
    await take(asks(0));
    expect(await waitsOf(customer)).toMatchObject({ since: 0, waits: [[0, null, null]] });
    await take(answers(4, "gao.yu"));
    expect((await waitsOf(customer)).rows[0]).toMatchObject({ answeredBy: "gao.yu", workedSeconds: 240 });
  });

  it("is told anew by a late answer, an earlier question and a recall, and keeps the row of the wait", async () => {
    const { customer, asks, answers, recalls } = chat();
    const [first, second, answer] = [asks(0), asks(5), answers(8)];
    await take(second);
    const [before] = (await waitsOf(customer)).rows;
    await take(first);
    const [moved] = (await waitsOf(customer)).rows;
    expect([moved?.id, (await waitsOf(customer)).waits]).toEqual([before?.id, [[0, null, null]]]);
    await take(asks(20));
    await take(answer);
    expect((await waitsOf(customer)).waits).toEqual([
      [0, 8, 480],
      [20, null, null],
    ]);
    await take(recalls(30, first));
    expect((await waitsOf(customer)).waits).toEqual([
      [5, 8, 180],
      [20, null, null],
    ]);
    await take(recalls(31, answer, "lin.mei"));
    expect(await waitsOf(customer)).toMatchObject({ waits: [[5, null, null]], since: 5 });
    await take(recalls(32, second));
    expect(await waitsOf(customer)).toMatchObject({ waits: [[20, null, null]], since: 20 });
  });

  it("forgets the wait of a message that is removed", async () => {
    const { customer, asks, answers } = chat();
    await take(asks(0), answers(1), asks(2));
    const { rows } = await waitsOf(customer);
    await removeMessages(test.app, test.corpId, [rows[1]!.sinceMessageId], "retention");
    expect(await waitsOf(customer)).toMatchObject({ waits: [[0, 1, 60]], since: null });
  });

  it("reads a thread that was stored before there was a clock", async () => {
    const { customer, asks, answers } = chat();
    await storeMessages(test.app, { corpId: test.corpId, rows: [asks(0), answers(2), asks(4)] });
    await test.app.db.query("DELETE FROM outbox WHERE corp_id = ?", [test.corpId]);
    await take(asks(6));
    expect(await waitsOf(customer)).toMatchObject({
      waits: [
        [0, 2, 120],
        [4, null, null],
      ],
      since: 4,
    });
  });

  it("says the same for every order, doubling and cutting of the same messages, two jobs at once included", async () => {
    const calendar = await workCalendar(test.app, test.corpId);
    let nth = 0;
    const scene = fc.record({
      said: fc.array(
        fc.record({ minute: fc.integer({ min: 0, max: 40 }), who: fc.constantFrom("ask", "nod", "answer") }),
        {
          minLength: 1,
          maxLength: 14,
        },
      ),
      recalled: fc.array(fc.nat({ max: 13 }), { maxLength: 3 }),
      order: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 20, maxLength: 20 }),
      cut: fc.integer({ min: 1, max: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(scene, async ({ said, recalled, order, cut }) => {
        nth += 1;
        const { customer, asks, answers, recalls } = chat();
        // Days apart, so that each round has response_days of its own.
        const base = nth * 7 * 1_440;
        const rows = said.map(({ who, minute }) =>
          who === "answer" ? answers(base + minute) : asks(base + minute, who === "nod" ? "好的" : undefined),
        );
        const withdrawn = [...new Set(recalled.map((index) => rows[index % rows.length]!))];
        const all = [...rows, ...withdrawn.map((one) => recalls(base + 60, one))];
        const shuffled = all
          .map((one, i) => ({ one, at: order[i % order.length]! }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one);
        const pages: ArchivedRow[][] = [];
        for (let from = 0; from < shuffled.length; from += cut) pages.push(shuffled.slice(from, from + cut + 1));
        for (const page of pages) {
          await storeMessages(test.app, { corpId: test.corpId, rows: page });
          const stored: { lo: string; hi: string }[] = await test.app.db.query(
            "SELECT MIN(id) AS lo, MAX(id) AS hi FROM messages WHERE corp_id = ? AND msgid IN (?)",
            [test.corpId, page.map((one) => one.msgid)],
          );
          const range = { corpId: test.corpId, fromId: stored[0]!.lo, toId: stored[0]!.hi };
          await Promise.all([runClock(test.app, range), drainWork(test.app, test.corpId, "conversations.%")]);
        }
        const kept = rows
          .map((one, i) => ({ ...said[i]!, seq: Number(one.seq), gone: withdrawn.includes(one) }))
          .filter(({ gone }) => !gone)
          .sort((a, b) => a.minute - b.minute || a.seq - b.seq);
        const expected: [number, number | null, number | null][] = [];
        for (const { who, minute } of kept) {
          const last = expected.at(-1);
          const open = last !== undefined && last[1] === null;
          const at = base + minute;
          if (who === "ask" && !open) expected.push([at, null, null]);
          if (who === "answer" && open) {
            const ms = calendar.workedMs(new Date(T0 + last[0] * MINUTE), new Date(T0 + at * MINUTE));
            expected[expected.length - 1] = [last[0], at, ms / 1_000];
          }
        }
        const told = await waitsOf(customer);
        expect(told.waits).toEqual(expected);
        const open = expected.at(-1);
        expect(told.since).toBe(open && open[1] === null ? open[0] : null);
        await expectFigures(told.rows, calendar.dayOf(new Date(T0 + base * MINUTE)));
      }),
      { numRuns: process.env.JEST_LONG ? 200 : 8 },
    );
  });
});

/** What was added up equals what a count of the waits gives. */
async function expectFigures(waits: ThreadWait[], day: string) {
  const counted = new Map<number, number>();
  for (const { workedSeconds } of waits) {
    if (workedSeconds === null) continue;
    const bucket = bucketOf(workedSeconds);
    counted.set(bucket, (counted.get(bucket) ?? 0) + 1);
  }
  const rows = await test.app.db.getRepository(ResponseDay).findBy({ corpId: test.corpId, day });
  const kept = rows.filter((one) => one.answers !== 0);
  expect(new Map(kept.map((one) => [one.bucket, one.answers]))).toEqual(counted);
}

describe("the list of those who wait", () => {
  it("needs no scan", async () => {
    const { asks } = chat();
    await take(asks(0));
    const [thread] = await unansweredThreads(test.app, test.corpId, { before: new Date(T0 + MINUTE), limit: 1 });
    expect(thread?.waitingSince).toEqual(new Date(T0));
    const [plan] = await test.app.db.query(
      `EXPLAIN SELECT id FROM threads WHERE corp_id = ? AND kind = 'single' AND waiting_since < ? ORDER BY waiting_since DESC LIMIT 20`,
      [test.corpId, new Date(T0 + MINUTE)],
    );
    expect(plan.key).toBe("ix_threads_waiting");
  });
});
