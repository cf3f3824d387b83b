import { buildCustomer, buildDepartment, buildMember, uniqueId } from "../../test/factories";
import { adminOf, buildTestApp, drainWork, type TestApp } from "../../test/harness";
import { CustomerGroup } from "../contacts";
import { storeMessages, ThreadWait } from "../conversations";
import { defaultRules } from "../conversations/clock/clock.schema";
import { releaseDueWaits } from "../conversations/clock/release-due-waits";
import { rescheduleAlerts, saveResponseRules } from "../conversations/clock/response-rules";
import { leadersOf } from "../staff";
import { tellUnanswered } from "./tell-unanswered";

let test: TestApp;
let seq = 1;
/** Monday 10:00 in Shanghai. */
const MONDAY = Date.parse("2026-03-02T02:00:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

beforeAll(async () => {
  test = await buildTestApp({ now: new Date(MONDAY) });
  const { app } = test;
  await buildDepartment(app, { departmentId: 1, parentId: 0, name: "公司" });
  await buildDepartment(app, { departmentId: 2, parentId: 1, name: "销售部" });
  await buildDepartment(app, { departmentId: 3, parentId: 2, name: "一组" });
  await buildMember(app, { userid: "boss", departments: [1], leaderOf: [1] });
  await buildMember(app, { userid: "lead", departments: [2], leaderOf: [2] });
  await buildMember(app, { userid: "rep", name: "林梅", departments: [3] });
  await buildMember(app, { userid: "gone", departments: [3], status: "left" });
});
afterAll(() => test.close());
beforeEach(async () => {
  test.clock.set(new Date(MONDAY));
  for (const table of ["thread_waits", "response_settings", "member_notices", "outbox"]) {
    await test.app.db.query(`DELETE FROM ${table} WHERE corp_id = ?`, [test.corpId]);
  }
});

async function say(from: string, to: string, room = "") {
  const msgid = `m${seq}`;
  const json = JSON.stringify({
    msgid,
    action: "send",
    from,
    tolist: [to],
    roomid: room,
    msgtime: test.clock.now().getTime(),
    msgtype: "text",
    text: { content: "这款多少钱" },
  });
  await storeMessages(test.app, { corpId: test.corpId, rows: [{ seq: String(seq++), msgid, json }] });
  await drain();
}

/** Cards are written, not sent: there is no WeCom behind this corp. */
async function drain() {
  await drainWork(test.app, test.corpId, "conversations.%");
  await drainWork(test.app, test.corpId, "answeralerts.%");
}

async function look(atMs: number): Promise<string[]> {
  test.clock.set(new Date(atMs));
  await Promise.all([releaseDueWaits(test.app, test.corpId), releaseDueWaits(test.app, test.corpId)]);
  await drain();
  const rows: { userid: string; body: unknown }[] = await test.app.db.query(
    "SELECT userid, body FROM member_notices WHERE corp_id = ? ORDER BY id",
    [test.corpId],
  );
  return rows.map((row) => row.userid);
}

async function customer(userid = "rep") {
  const externalUserid = uniqueId("wm");
  await buildCustomer(test.app, { externalUserid, userid, name: "王女士" });
  return externalUserid;
}

describe("a customer who waits", () => {
  it("is announced to the member, then to the nearest leader, each once", async () => {
    await say(await customer(), "rep");
    expect(await look(MONDAY + 29 * MINUTE)).toEqual([]);
    expect(await look(MONDAY + 30 * MINUTE)).toEqual(["rep"]);
    expect(await look(MONDAY + 119 * MINUTE)).toEqual(["rep"]);
    expect(await look(MONDAY + 120 * MINUTE)).toEqual(["rep", "lead"]);
    expect(await look(MONDAY + 300 * MINUTE)).toEqual(["rep", "lead"]);
    const [wait] = await test.app.db.getRepository(ThreadWait).findBy({ corpId: test.corpId });
    await tellUnanswered(test.app, { corpId: test.corpId, threadId: wait!.threadId, waitId: wait!.id, level: 1 });
    expect(await look(MONDAY + 301 * MINUTE)).toEqual(["rep", "lead"]);
    const cards = await test.app.db.query("SELECT body FROM member_notices WHERE corp_id = ? ORDER BY id", [
      test.corpId,
    ]);
    const texts = cards.map(({ body }: { body: unknown }) => (typeof body === "string" ? body : JSON.stringify(body)));
    expect(texts[0]).toContain("客户「王女士」 在等您回复");
    expect(texts[1]).toContain("已等待 2 小时（按工作时间计）。负责人：林梅。");
    expect(texts.join()).not.toContain("多少钱");
  });

  it("is not announced when the answer came, even between the due time and the card", async () => {
    const external = await customer();
    await say(external, "rep");
    test.clock.set(new Date(MONDAY + 31 * MINUTE));
    await releaseDueWaits(test.app, test.corpId);
    await say("rep", external);
    expect(await look(MONDAY + 3 * HOUR)).toEqual([]);
  });

  it("is not announced at night: neither by the clock nor after a time when we were down", async () => {
    test.clock.set(new Date(MONDAY + 7.75 * HOUR)); // 17:45
    await say(await customer(), "rep");
    expect(await look(MONDAY + 9 * HOUR)).toEqual([]);
    expect(await look(MONDAY + 23.2 * HOUR)).toEqual([]); // 09:12
    expect(await look(MONDAY + 23.3 * HOUR)).toEqual(["rep"]); // 09:18
    await test.app.db.query("UPDATE thread_waits SET alert_at = ? WHERE corp_id = ?", [
      new Date(MONDAY + 24 * HOUR),
      test.corpId,
    ]);
    expect(await look(MONDAY + 34 * HOUR)).toEqual(["rep"]); // 20:00
    expect(await look(MONDAY + 47.1 * HOUR)).toEqual(["rep", "lead"]); // next morning
  });

  it("counts from the group's question to its owner, and to the leader when the owner left", async () => {
    const [chatId, other] = [uniqueId("wr"), uniqueId("wr")];
    const groups = test.app.db.getRepository(CustomerGroup);
    await groups.insert({ corpId: test.corpId, chatId, name: "净水交流群", ownerUserid: "rep", status: "active" });
    await groups.insert({ corpId: test.corpId, chatId: other, name: "旧群", ownerUserid: "gone", status: "active" });
    await say(await customer(), "boss", chatId);
    expect(await look(MONDAY + 31 * MINUTE)).toEqual(["rep"]);
    test.clock.set(new Date(MONDAY));
    await say(await customer(), "boss", other);
    expect((await look(MONDAY + 31 * MINUTE)).sort()).toEqual(["lead", "rep"]);
  });

  it("follows new rules at once, and nobody is told when alerts are off", async () => {
    await say(await customer(), "rep");
    const admin = adminOf(test.corpId);
    await saveResponseRules(test.app, admin, { ...defaultRules, alerts: false });
    await drain();
    expect(await look(MONDAY + 3 * HOUR)).toEqual([]);
    test.clock.set(new Date(MONDAY));
    await saveResponseRules(test.app, admin, { ...defaultRules, repAfterMinutes: 5 });
    await drain();
    expect(await rescheduleAlerts(test.app, test.corpId)).toBeGreaterThanOrEqual(0);
    expect(await look(MONDAY + 6 * MINUTE)).toEqual(["rep"]);
  });

  it("of days ago is listed, but nobody is called for it", async () => {
    const external = await customer();
    test.clock.set(new Date(MONDAY - 5 * 24 * HOUR));
    const msg = say(external, "rep");
    test.clock.set(new Date(MONDAY));
    await msg;
    const [wait] = await test.app.db.getRepository(ThreadWait).findBy({ corpId: test.corpId });
    expect([wait?.answeredAt, wait?.alertAt]).toEqual([null, null]);
  });
});

it("finds the nearest leaders, never the member, and none where none leads", async () => {
  const names = async (userid: string) => (await leadersOf(test.app, test.corpId, userid)).map((one) => one.userid);
  expect(await names("REP")).toEqual(["lead"]);
  expect(await names("lead")).toEqual(["boss"]);
  expect(await names("boss")).toEqual([]);
  expect(await names("nobody")).toEqual([]);
});
