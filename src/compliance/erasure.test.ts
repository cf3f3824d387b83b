import { buildCareCustomer, newTouch, plan } from "../../test/care";
import { archiveTexts } from "../../test/conversations";
import { buildMember, uniqueId } from "../../test/factories";
import { adminOf, buildTestApp, drainWork, type TestApp } from "../../test/harness";
import { tellUnanswered } from "../answeralerts/tell-unanswered";
import { claimTouches } from "../outreach/claim-touches";
import { settleGone } from "../outreach/close-task";
import { MassSendTask } from "../outreach/mass-send-task.entity";
import { recordCreated } from "../outreach/task-outcome";
import { confirmErasure, countAll, eraseConfirmed, personMark, previewErasure, totalOf } from "./erasure";
import { placeHold } from "./holds";

let test: TestApp;
beforeAll(async () => {
  test = await buildTestApp();
  await buildMember(test.app, { userid: "rep" });
});
afterAll(() => test.close());

const admin = () => adminOf(test.corpId);

/** A customer with a conversation, words in a group, a touch and a line in the timeline. */
async function wholeCustomer(): Promise<string> {
  const { app, corpId } = test;
  const externalUserid = await buildCareCustomer(app, { userid: "rep" });
  const room = uniqueId("wr");
  await archiveTexts(app, corpId, [
    { from: externalUserid, to: ["rep"], text: "我住在海淀", at: app.now() },
    { from: "rep", to: [externalUserid], text: "好的,给您寄到海淀", at: app.now() },
    { from: externalUserid, to: ["rep", "wmOther"], room, text: "群里也说一句", at: app.now() },
    { from: "wmOther", to: ["rep", externalUserid], room, text: "别人的话", at: app.now() },
  ]);
  await plan(app, newTouch(app, { externalUserid, userid: "rep" }));
  await drainWork(app);
  return externalUserid;
}

/**
 * Every place of the database that still has the id, whatever its table is called. Aside: the audit chain, which is never
 * changed, and the list of receivers of what others said in a group.
 */
async function tracesOf(externalUserid: string): Promise<string[]> {
  const columns: { t: string; c: string }[] = await test.app.db.query(
    `SELECT table_name AS t, column_name AS c FROM information_schema.columns
     WHERE table_schema = DATABASE() AND data_type IN ('varchar', 'char', 'text', 'mediumtext', 'longtext', 'json')
       AND table_name <> 'audit_entries'`,
  );
  const found: string[] = [];
  for (const { t, c } of columns) {
    const others = t === "archive_rows" ? `AND plaintext NOT LIKE '%"from":"wmOther"%'` : "";
    const [row] = await test.app.db.query(
      `SELECT COUNT(*) AS n FROM \`${t}\` WHERE LOCATE(?, \`${c}\`) > 0 ${others}`,
      [externalUserid],
    );
    if (Number(row.n) > 0) found.push(`${t}.${c}`);
  }
  return found.sort();
}

async function eraseAll(externalUserid: string): Promise<string> {
  const preview = await previewErasure(test.app, admin(), { externalUserid, reason: "客户来信要求删除" });
  await confirmErasure(test.app, admin(), preview.id, totalOf(preview.counts));
  await eraseConfirmed(test.app, 60_000);
  return preview.id;
}

describe("forgetting a customer", () => {
  it("leaves the id nowhere in the database, the others' words in the group, and a receipt that names nobody", async () => {
    const externalUserid = await wholeCustomer();
    expect((await tracesOf(externalUserid)).length).toBeGreaterThan(8);
    const id = await eraseAll(externalUserid);
    expect(await tracesOf(externalUserid)).toEqual([]);
    const texts = await test.app.db.query("SELECT text FROM messages WHERE corp_id = ?", [test.corpId]);
    expect(texts).toEqual([{ text: "别人的话" }]);
    const [receipt] = await test.app.db.query("SELECT * FROM customer_erasures WHERE id = ?", [id]);
    expect(receipt).toMatchObject({
      state: "done",
      external_userid: null,
      person_mark: personMark(test.app, { corpId: test.corpId, externalUserid }),
      asked_by: "admin",
      confirmed_by: "admin",
    });
    expect(receipt.finished_at).not.toBeNull();
  });

  it("does not bring the words back when their page is pulled and filed again", async () => {
    const externalUserid = await buildCareCustomer(test.app, { userid: "rep" });
    const at = test.app.now();
    const [msgid] = await archiveTexts(test.app, test.corpId, [
      { from: externalUserid, to: ["rep"], text: "秘密", at },
    ]);
    await eraseAll(externalUserid);
    const [row] = await test.app.db.query("SELECT * FROM archive_rows WHERE corp_id = ? AND msgid = ?", [
      test.corpId,
      msgid,
    ]);
    expect(row).toMatchObject({ state: "erased", ciphertext: "", random_key: "", plaintext: null });
    const { n } = (
      await test.app.db.query(
        "SELECT COUNT(*) AS n FROM archive_rows WHERE corp_id = ? AND state = 'stored' AND msgid = ?",
        [test.corpId, msgid],
      )
    )[0];
    expect(Number(n)).toBe(0);
  });

  it("is refused with the reason while someone holds the customer, and stops when a hold comes after the second yes", async () => {
    const externalUserid = await wholeCustomer();
    const hold = { kind: "customer" as const, subjectId: externalUserid, reason: "诉讼 2026-17", untilDay: null };
    const preview = await previewErasure(test.app, admin(), { externalUserid, reason: "客户要求" });
    await confirmErasure(test.app, admin(), preview.id, totalOf(preview.counts));
    await placeHold(test.app, admin(), hold);
    await eraseConfirmed(test.app, 60_000);
    expect(totalOf(await countAll(test.app, { corpId: test.corpId, externalUserid }))).toBeGreaterThanOrEqual(
      totalOf(preview.counts),
    );
    await expect(previewErasure(test.app, admin(), { externalUserid, reason: "再次要求" })).rejects.toMatchObject({
      code: "compliance.held",
      details: { holds: [expect.objectContaining({ reason: "诉讼 2026-17" })] },
    });
  });

  it("wants the shown number typed, in time, and counts for one person once", async () => {
    const externalUserid = await wholeCustomer();
    const ask = () => previewErasure(test.app, admin(), { externalUserid, reason: "客户要求" });
    const preview = await ask();
    const total = totalOf(preview.counts);
    await expect(confirmErasure(test.app, admin(), preview.id, total + 1)).rejects.toMatchObject({
      code: "compliance.not_confirmed",
    });
    const before = test.app.now();
    test.clock.set(new Date(before.getTime() + 2 * 3_600_000));
    await expect(confirmErasure(test.app, admin(), preview.id, total)).rejects.toMatchObject({
      code: "compliance.preview_stale",
    });
    const second = await ask();
    await Promise.all([
      confirmErasure(test.app, admin(), second.id, totalOf(second.counts)),
      confirmErasure(test.app, admin(), second.id, totalOf(second.counts)),
    ]);
    await Promise.all([eraseConfirmed(test.app, 60_000), eraseConfirmed(test.app, 60_000)]);
    await eraseConfirmed(test.app, 60_000);
    expect(await tracesOf(externalUserid)).toEqual([]);
    expect((await confirmErasure(test.app, admin(), second.id, total)).state).toBe("done");
    await expect(ask()).rejects.toMatchObject({ code: "customer.not_found" });
  });

  it("goes on after it was cut short, and forgets a preview that nobody confirmed", async () => {
    const externalUserid = await wholeCustomer();
    const preview = await previewErasure(test.app, admin(), { externalUserid, reason: "客户要求" });
    const other = await buildCareCustomer(test.app, { userid: "rep" });
    const forgotten = await previewErasure(test.app, admin(), { externalUserid: other, reason: "问一下" });
    await confirmErasure(test.app, admin(), preview.id, totalOf(preview.counts));
    for (let round = 0; round < 60; round += 1) await eraseConfirmed(test.app, 0);
    expect(await tracesOf(externalUserid)).toEqual([]);
    test.clock.set(new Date(test.app.now().getTime() + 25 * 3_600_000));
    await eraseConfirmed(test.app, 0);
    const rows = await test.app.db.query("SELECT id FROM customer_erasures WHERE id = ?", [forgotten.id]);
    expect(rows).toEqual([]);
  });
});

describe("what was said in a customer's name to others", () => {
  /** Everywhere in the database, JSON included; aside: the audit chain. */
  async function placesOf(words: string): Promise<string[]> {
    const columns: { t: string; c: string }[] = await test.app.db.query(
      `SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = DATABASE()
         AND data_type IN ('varchar', 'char', 'text', 'mediumtext', 'longtext', 'json') AND table_name <> 'audit_entries'`,
    );
    const found: string[] = [];
    for (const { t, c } of columns) {
      const [row] = await test.app.db.query(`SELECT COUNT(*) AS n FROM \`${t}\` WHERE LOCATE(?, \`${c}\`) > 0`, [
        words,
      ]);
      if (Number(row.n) > 0) found.push(`${t}.${c}`);
    }
    return found.sort();
  }

  /** A text of their own in the member's hands, and a card that tells the member that they wait. */
  async function namedCustomer(name: string): Promise<{ externalUserid: string; taskId: string }> {
    const { app, corpId } = test;
    const externalUserid = await buildCareCustomer(app, { userid: "rep", name });
    await plan(
      app,
      newTouch(app, { externalUserid, userid: "rep", content: { text: `${name},您好`, attachments: [] } }),
    );
    const [touch] = await app.db.query("SELECT content_hash FROM touches WHERE external_userid = ?", [externalUserid]);
    const claim = await claimTouches(app, { corpId, userid: "rep", contentHash: touch.content_hash });
    const { taskId } = claim!;
    await recordCreated(app, { corpId, taskId, msgid: uniqueId("msg"), failList: [] });
    await archiveTexts(app, corpId, [{ from: externalUserid, to: ["rep"], text: "滤芯多少钱一个", at: app.now() }]);
    await drainWork(app, corpId, "conversations.%");
    const [wait] = await app.db.query(
      "SELECT w.id, w.thread_id FROM thread_waits w JOIN threads t ON t.id = w.thread_id WHERE t.external_userid = ?",
      [externalUserid],
    );
    expect(await tellUnanswered(app, { corpId, threadId: wait.thread_id, waitId: wait.id, level: 1 })).toBe(1);
    return { externalUserid, taskId };
  }

  it("goes with the customer: the member's cards and the texts of tasks, and what is unsent is taken back", async () => {
    const name = `欧阳${uniqueId("n")}`;
    const { externalUserid, taskId } = await namedCustomer(name);
    expect(await placesOf(name)).toEqual(expect.arrayContaining(["mass_send_tasks.content", "member_notices.body"]));
    const counts = await countAll(test.app, { corpId: test.corpId, externalUserid });
    expect(counts).toEqual(
      expect.arrayContaining([
        { label: "群发任务内容", rows: 1 },
        { label: "给成员的提醒", rows: 1 },
      ]),
    );
    await eraseAll(externalUserid);
    const task = () => test.app.db.query("SELECT status, close_reason FROM mass_send_tasks WHERE id = ?", [taskId]);
    expect(await task()).toEqual([{ status: "closing", close_reason: "rebuild" }]);
    // As when WeCom knows no such task.
    await settleGone(test.app, await test.app.db.getRepository(MassSendTask).findOneByOrFail({ id: taskId }));
    expect(await task()).toEqual([{ status: "closed", close_reason: "rebuild" }]);
    await eraseConfirmed(test.app, 60_000);
    await drainWork(test.app);
    await eraseConfirmed(test.app, 60_000);
    expect(await placesOf(name)).toEqual([]);
    expect(await tracesOf(externalUserid)).toEqual([]);
  });
});

describe("the register of personal data", () => {
  /** Tables that have a customer's id in a column and need no entry of their own, and why. */
  const elsewhere: Record<string, string> = {
    customer_erasures: "the request itself, emptied at the end",
    messages: "sender_id; goes by conversation",
    sensitive_hits: "sender_id; goes with the message",
  };

  it("names every table that has a customer's id", async () => {
    const rows: { t: string }[] = await test.app.db.query(
      `SELECT DISTINCT table_name AS t FROM information_schema.columns WHERE table_schema = DATABASE()
       AND column_name IN ('external_userid', 'sender_id', 'recalled_by', 'member_id')`,
    );
    const named = new Set(test.app.keepers.personalData.flatMap(({ tables }) => tables));
    expect(rows.map(({ t }) => t).filter((table) => !named.has(table) && !(table in elsewhere))).toEqual([]);
  });

  it("counts and erases in every table it names", async () => {
    const nobody = { corpId: test.corpId, externalUserid: "wmNobody" };
    for (const data of test.app.keepers.personalData) {
      expect([data.label, await data.count(test.app, nobody), await data.erase(test.app, nobody, 10)]).toEqual([
        data.label,
        0,
        0,
      ]);
    }
  });
});
