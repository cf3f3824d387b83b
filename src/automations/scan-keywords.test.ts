import { buildCareCustomer } from "../../test/care";
import { buildMember } from "../../test/factories";
import { buildTestApp, drainWork, type TestApp } from "../../test/harness";
import { Thread } from "../conversations";
import { Automation } from "./automation.entity";
import { pauseAutomation, resumeAutomation } from "./pause-automation";
import { scanKeywords } from "./scan-keywords";

const MARK = "/cgi-bin/externalcontact/mark_tag";

let test: TestApp;
let seq = 0;
beforeAll(async () => {
  test = await buildTestApp({ sandbox: true });
  await buildMember(test.app, { userid: "m1" });
});
afterAll(() => test.close());

async function befriend(): Promise<string> {
  const { externalUserid } = await test.sandbox.act<{ externalUserid: string }>("customer.add", { userid: "m1" });
  return buildCareCustomer(test.app, { externalUserid, userid: "m1" });
}

/** The archive brought a message in; what `conversations` does then. */
async function say(from: string, externalUserid: string, text: string): Promise<string> {
  const { app, corpId } = test;
  seq += 1;
  const threads = app.db.getRepository(Thread);
  const threadKey = `single:m1:${externalUserid}`;
  if (!(await threads.existsBy({ corpId, threadKey }))) {
    await threads.insert({ corpId, threadKey, kind: "single", userid: "m1", externalUserid });
  }
  const thread = await threads.findOneByOrFail({ corpId, threadKey });
  const { insertId }: { insertId: number | string } = await app.db.query(
    `INSERT INTO messages (corp_id, msgid, thread_id, seq, sent_at, sender_kind, sender_id, msgtype, text)
     VALUES (?, ?, ?, ?, ?, ?, ?, 'text', ?)`,
    [corpId, `k${seq}`, thread.id, seq, app.now(), from === "m1" ? "member" : "customer", from, text],
  );
  const id = String(insertId);
  await app.work.transaction((tx) =>
    app.work.publish(tx, { corpId, name: "messages.stored", payload: { fromId: id, toId: id } }),
  );
  await drainWork(app);
  return id;
}

const marksOf = async (externalUserid: string) =>
  (await test.sandbox.calls(MARK)).filter(
    (call) => (call.body as { external_userid: string }).external_userid === externalUserid,
  );

describe("keyword tags", () => {
  it("are not set for a customer WeCom no longer knows as one, which is no failure of ours", async () => {
    const externalUserid = await buildCareCustomer(test.app, { userid: "m1" }); // the callback that said so was lost
    await say(externalUserid, externalUserid, "滤芯多少钱");
    const dead: unknown[] = await test.app.db.query(
      "SELECT handler FROM outbox WHERE corp_id = ? AND status = 'dead'",
      [test.corpId],
    );
    expect(dead).toEqual([]);
  });

  it("tag a customer who mentions the word, in WeCom too, once", async () => {
    const externalUserid = await befriend();
    await say(externalUserid, externalUserid, "你们的滤芯怎么换?300 左右的有吗");
    await say(externalUserid, externalUserid, "滤芯多少钱");
    expect(await marksOf(externalUserid)).toHaveLength(1);
  });

  it("do not listen to the member", async () => {
    const externalUserid = await befriend();
    await say("m1", externalUserid, "给您推荐一款滤芯");
    expect(await marksOf(externalUserid)).toEqual([]);
  });

  it("tag whoever wrote the word and nobody else, also when the range is read twice", async () => {
    const [one, other] = [await befriend(), await befriend()];
    const first = await say(one, one, "滤芯怎么换");
    const last = await say(other, other, "在吗");
    // The same range once more, as after a worker died: the tag stands already.
    await scanKeywords(test.app, test.corpId, { fromId: first, toId: last });
    expect(await marksOf(one)).toHaveLength(1);
    expect(await marksOf(other)).toEqual([]);
  });

  it("keep still while paused", async () => {
    const externalUserid = await befriend();
    await say(externalUserid, externalUserid, "在吗");
    const automations = test.app.db.getRepository(Automation);
    const automation = await automations.findOneByOrFail({ corpId: test.corpId, automationKey: "keyword_tags" });
    await pauseAutomation(test.app, automation);
    await say(externalUserid, externalUserid, "滤芯");
    expect(await marksOf(externalUserid)).toEqual([]);
    await resumeAutomation(test.app, automation);
    await say(externalUserid, externalUserid, "滤芯");
    expect(await marksOf(externalUserid)).toHaveLength(1);
  });
});
