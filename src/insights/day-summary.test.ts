import { buildMember } from "../../test/factories";
import { adminOf, buildTestApp, drainWork, repOf, type TestApp } from "../../test/harness";
import { ExternalContact } from "../contacts";
import { storeMessages, Thread } from "../conversations";
import { buildSummary } from "./build-summary";
import { daySummary, summariesOfDay } from "./insights.queries";
import { buildDueSummaries } from "./mark-due";
import { ThreadSummary } from "./thread-summary.entity";

const DAY = "2026-03-02";
const T0 = Date.parse("2026-03-02T02:00:00Z");
let test: TestApp;
let seq = 0;

async function archived(fields: Record<string, unknown>): Promise<string> {
  seq += 1;
  const msgid = `m${seq}`;
  const message = { msgid, action: "send", roomid: "", msgtime: T0 + seq * 1_000, msgtype: "text", ...fields };
  await storeMessages(test.app, {
    corpId: test.corpId,
    rows: [{ seq: String(seq), msgid, json: JSON.stringify(message) }],
  });
  await drainWork(test.app);
  return msgid;
}

const say = (from: string, to: string, content: string) => archived({ from, tolist: [to], text: { content } });
const thread = () => test.app.db.getRepository(Thread).findOneByOrFail({ corpId: test.corpId });
const row = () => test.app.db.getRepository(ThreadSummary).findOneBy({ corpId: test.corpId, day: DAY });

beforeAll(async () => {
  test = await buildTestApp({ now: new Date("2026-03-02T03:00:00Z") });
  await buildMember(test.app, { userid: "lin", name: "林梅" });
  await test.app.db
    .getRepository(ExternalContact)
    .insert({ corpId: test.corpId, externalUserid: "wmAAA", name: "王Lily", lastActivityAt: test.app.now() });
});
afterAll(() => test.close());

describe("the summary of a day", () => {
  it("is due when new messages come, and built when the conversation has paused", async () => {
    await say("wmAAA", "lin", "滤芯多少钱?");
    expect(await row()).toMatchObject({ builtAt: null, lines: [] });
    const build = () => buildDueSummaries(test.app, (target) => buildSummary(test.app, target));
    await build();
    expect(await row()).toMatchObject({ builtAt: null });
    test.clock.advance(4 * 60_000);
    await build();
    expect(await row()).toMatchObject({ messages: 1, dueAt: null });
  });

  it("is built at once for a manager who opens it before it is due, with names and citations", async () => {
    await say("lin", "wmAAA", "明天给您报价");
    const summary = await daySummary(test.app, await thread(), DAY);
    expect(summary.lines).toMatchObject([
      { kind: "承诺", text: "明天给您报价", speakerName: "林梅", dueDay: "2026-03-03" },
      { kind: "问题", text: "滤芯多少钱?", speakerName: "王Lily", answered: true },
    ]);
    expect(summary.lines.every((line) => line.messageIds.length === 1)).toBe(true);
    expect(summary).toMatchObject({ messages: 2, latestDay: DAY, generatedBy: "extract" });
  });

  it("stays as it is while nothing changed, also for two readers at once", async () => {
    const before = await row();
    const current = await thread();
    const both = await Promise.all([daySummary(test.app, current, DAY), daySummary(test.app, current, DAY)]);
    expect(both[0].lines).toEqual(both[1].lines);
    expect((await row())?.builtAt).toEqual(before?.builtAt);
  });

  it("no longer quotes what was recalled", async () => {
    const msgid = await say("lin", "wmAAA", "后天给您送过去");
    expect((await daySummary(test.app, await thread(), DAY)).lines.map((line) => line.text)).toContain(
      "后天给您送过去",
    );
    await archived({
      action: "recall",
      from: "lin",
      tolist: ["wmAAA"],
      msgtype: "revoke",
      revoke: { pre_msgid: msgid },
    });
    expect((await daySummary(test.app, await thread(), DAY)).lines.map((line) => line.text)).not.toContain(
      "后天给您送过去",
    );
  });

  it("is empty on a day without messages, and names the newest day that has some", async () => {
    expect(await daySummary(test.app, await thread(), "2026-02-01")).toMatchObject({ lines: [], latestDay: DAY });
  });

  it("is listed for those who may see the conversation, and for nobody else", async () => {
    const query = { day: DAY, limit: 10 };
    const all = await summariesOfDay(test.app, adminOf(test.corpId), query);
    expect(all.data).toMatchObject([{ title: "王Lily", memberName: "林梅", counts: { 承诺: 1, 问题: 1 } }]);
    expect((await summariesOfDay(test.app, repOf(test.corpId, "lin"), query)).data).toHaveLength(1);
    expect((await summariesOfDay(test.app, repOf(test.corpId, "gao"), query)).data).toEqual([]);
    expect((await summariesOfDay(test.app, adminOf("another-corp"), query)).data).toEqual([]);
  });

  it("knows of a day's last words although they came in one page with those of the next day", async () => {
    const [before, after] = ["2026-03-05", "2026-03-06"];
    const midnight = Date.parse("2026-03-05T16:00:00Z");
    const rows = [midnight - 60_000, midnight + 60_000].map((msgtime, i) => {
      const msgid = `late${i}`;
      const message = { msgid, action: "send", from: "wmAAA", tolist: ["lin"], roomid: "", msgtime, msgtype: "text" };
      return { msgid, seq: String(9_000 + i), json: JSON.stringify({ ...message, text: { content: "滤芯多少钱?" } }) };
    });
    await daySummary(test.app, await thread(), before);
    await storeMessages(test.app, { corpId: test.corpId, rows });
    await drainWork(test.app);
    for (const day of [before, after]) {
      expect((await daySummary(test.app, await thread(), day)).lines).toHaveLength(1);
    }
  });
});
