import { addDaysTo, birthdayTouch, buildCareCustomer, plan } from "../../test/care";
import { buildMember, uniqueId } from "../../test/factories";
import { buildTestApp, drainWork, type TestApp } from "../../test/harness";
import { Article } from "../knowledge";
import { deleteArticle, updateArticle } from "../knowledge/save-article";
import { cancelTouch, Touch } from "../outreach";
import { advanceRun } from "./advance-run";
import { Automation } from "./automation.entity";
import { AutomationRun } from "./automation-run.entity";
import { ensureBuiltIns } from "./built-ins";
import { forecastPush } from "./forecast-push";
import { pauseAutomation, resumeAutomation } from "./pause-automation";
import { releaseDueRuns } from "./release-due-runs";
import { startPush } from "./start-push";

const NOW = new Date("2026-03-02T02:00:00Z");
const TODAY = "2026-03-02";

let test: TestApp;
let articleId: string;
let tagId: string;
beforeAll(async () => {
  test = await buildTestApp({ now: NOW });
  for (const userid of ["m1", "m2"]) await buildMember(test.app, { userid });
});
beforeEach(async () => {
  test.clock.set(NOW);
  tagId = uniqueId("et");
  await test.app.db.query("INSERT INTO corp_tags (corp_id, tag_id, group_id, name) VALUES (?, ?, 'g', '滤芯')", [
    test.corpId,
    tagId,
  ]);
  articleId = await buildArticle();
});
afterAll(() => test.close());

async function buildArticle(fields: Partial<Article> = {}): Promise<string> {
  const at = test.app.now();
  const result = await test.app.db.getRepository(Article).insert({
    corpId: test.corpId,
    kind: "article",
    title: "滤芯更换指南",
    body: "先关总阀",
    attributes: [],
    tags: [],
    state: "published",
    authorUserid: "m1",
    createdAt: at,
    updatedAt: at,
    ...fields,
  });
  return String(result.identifiers[0]?.id);
}

async function tagged(userid = "m1"): Promise<string> {
  const externalUserid = await buildCareCustomer(test.app, { userid });
  await tagPair(externalUserid, userid);
  return externalUserid;
}

const tagPair = (externalUserid: string, userid: string) =>
  test.app.db.query("INSERT INTO relation_tags (corp_id, external_userid, userid, tag_id) VALUES (?, ?, ?, ?)", [
    test.corpId,
    externalUserid,
    userid,
    tagId,
  ]);

const push = (fields: { at?: Date; runKey?: string } = {}) =>
  startPush(test.app, { corpId: test.corpId, articleId, tagId, requestedBy: "zhao.qiang", ...fields });
const runById = (id: string) => test.app.db.getRepository(AutomationRun).findOneByOrFail({ id });
const touchesOf = (externalUserid: string) => test.app.db.getRepository(Touch).findBy({ externalUserid });

/** Somebody else works on the customer's budget until the returned function is called. */
async function holdCustomer(externalUserid: string): Promise<() => Promise<void>> {
  const other = test.app.db.createQueryRunner();
  await other.startTransaction();
  await other.query("INSERT INTO care_budgets (corp_id, external_userid) VALUES (?, ?)", [test.corpId, externalUserid]);
  return async () => {
    await other.commitTransaction();
    await other.release();
  };
}

async function work(): Promise<void> {
  await releaseDueRuns(test.app, test.corpId);
  await drainWork(test.app);
}

describe("a knowledge push", () => {
  it("plans one touch for each customer with the tag, one text for each member's customers", async () => {
    const customers = [await tagged(), await tagged(), await tagged("m2")];
    await buildCareCustomer(test.app, { userid: "m1" }); // without the tag
    const run = await push();
    await work();
    expect(await runById(run.id)).toMatchObject({
      status: "done",
      counts: { planned: 3, moved: 0, skipped: 0, dropped: 0 },
    });
    const touches = (await Promise.all(customers.map(touchesOf))).flat();
    expect(touches).toHaveLength(3);
    expect(touches[0]).toMatchObject({
      kind: "knowledge",
      plannedFor: TODAY,
      content: {
        text: expect.stringContaining("《滤芯更换指南》"),
        attachments: [{ msgtype: "link", link: { title: "滤芯更换指南", url: expect.stringContaining("/p/a/") } }],
      },
    });
    expect(touches[0]?.contentHash).toBe(touches[1]?.contentHash);
    expect(touches[2]?.userid).toBe("m2");
  });

  it("leaves out who has a birthday greeting that day, says why, and plans the next allowed day", async () => {
    const externalUserid = await tagged();
    const birthday = await plan(test.app, birthdayTouch(test.app, { externalUserid }));
    await push();
    await work();
    const [moved] = (await touchesOf(externalUserid)).filter((touch) => touch.kind === "knowledge");
    expect(moved).toMatchObject({
      plannedFor: addDaysTo(TODAY, 1),
      reasonCode: "daily_cap",
      reasonDetails: { blockedBy: birthday.touchId },
    });
  });

  it("gives nobody the same article twice, but asks again those who never got it", async () => {
    const [has, lost] = [await tagged(), await tagged()];
    await push();
    await work();
    const [touch] = await touchesOf(lost);
    await cancelTouch(test.app, { corpId: test.corpId, touchId: touch!.id });
    const again = await push();
    await work();
    expect((await runById(again.id)).counts).toEqual({ planned: 1, moved: 0, skipped: 1, dropped: 0 });
    expect(await touchesOf(has)).toHaveLength(1);
  });

  it("reaches a customer of two members once, through the one who talked last", async () => {
    const externalUserid = await tagged("m1");
    await test.app.db.query(
      `INSERT INTO follow_relations (corp_id, external_userid, userid, status, remark_mobiles, personal_tags, followed_at)
       VALUES (?, ?, 'm2', 'full', '[]', '[]', ?)`,
      [test.corpId, externalUserid, test.app.now()],
    );
    await tagPair(externalUserid, "m2");
    await test.app.db.query(
      `INSERT INTO threads (corp_id, thread_key, kind, userid, external_userid, last_sent_at)
       VALUES (?, ?, 'single', 'm2', ?, ?)`,
      [test.corpId, `single:m2:${externalUserid}`, externalUserid, test.app.now()],
    );
    await push();
    await work();
    expect(await touchesOf(externalUserid)).toMatchObject([{ userid: "m2" }]);
  });

  it("goes on where it was interrupted and counts nobody twice, with two jobs at once", async () => {
    for (let n = 0; n < 120; n += 1) await tagged();
    const run = await push();
    await releaseDueRuns(test.app, test.corpId);
    const input = { corpId: test.corpId, runId: run.id };
    const carryOn = async () => {
      while ((await advanceRun(test.app, input)) === "more");
    };
    await Promise.all([carryOn(), carryOn()]);
    expect(await runById(run.id)).toMatchObject({ status: "done", counts: { planned: 120 } });
    expect(await test.app.db.getRepository(Touch).countBy({ subject: `article:${articleId}` })).toBe(120);
  });

  it("starts once per key", async () => {
    const runs = await Promise.all([push({ runKey: "7" }), push({ runKey: "7" })]);
    expect(runs[0]?.id).toBe(runs[1]?.id);
  });

  it("waits for its time, and is planned a week ahead of it", async () => {
    const externalUserid = await tagged();
    await push({ at: new Date("2026-03-20T02:30:00Z") });
    await work();
    expect(await touchesOf(externalUserid)).toEqual([]);
    test.clock.set(new Date("2026-03-14T02:00:00Z"));
    await work();
    expect(await touchesOf(externalUserid)).toMatchObject([
      { plannedFor: "2026-03-20", dueAt: new Date("2026-03-20T02:30:00Z") },
    ]);
  });

  it("is held while the automation is paused", async () => {
    const externalUserid = await tagged();
    await push();
    const automation = await test.app.db
      .getRepository(Automation)
      .findOneByOrFail({ corpId: test.corpId, automationKey: "knowledge_push" });
    await pauseAutomation(test.app, automation);
    await work();
    expect(await touchesOf(externalUserid)).toEqual([]);
    await expect(push()).rejects.toMatchObject({ code: "automation.paused", status: 409 });
    await resumeAutomation(test.app, automation);
    await work();
    expect(await touchesOf(externalUserid)).toHaveLength(1);
  });

  it("asked for at night, goes out when the quiet hours end instead of never", async () => {
    const externalUserid = await tagged();
    test.clock.set(new Date("2026-03-02T14:30:00Z")); // 22:30
    expect(await forecastPush(test.app, { corpId: test.corpId, articleId, tagId })).toMatchObject({ notPossible: 0 });
    await push();
    await work();
    expect(await touchesOf(externalUserid)).toMatchObject([
      { status: "planned", plannedFor: addDaysTo(TODAY, 1), dueAt: new Date("2026-03-03T01:00:00Z") },
    ]);
  });

  it("plans nothing any more once its automation is paused, not even from a page that was being planned", async () => {
    const externalUserid = await tagged();
    const run = await push();
    await releaseDueRuns(test.app, test.corpId);
    const automation = await test.app.db
      .getRepository(Automation)
      .findOneByOrFail({ corpId: test.corpId, automationKey: "knowledge_push" });
    const release = await holdCustomer(externalUserid);
    const advancing = advanceRun(test.app, { corpId: test.corpId, runId: run.id });
    await new Promise((resolve) => setTimeout(resolve, 300)); // waits for the customer
    const pausing = pauseAutomation(test.app, automation);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await release();
    await Promise.all([advancing, pausing]);
    const planned = (await touchesOf(externalUserid)).filter((touch) => touch.status === "planned");
    await resumeAutomation(test.app, automation);
    expect(planned).toEqual([]);
  });

  it("ends when its article is withdrawn or deleted before its day, and sends nobody to an empty page", async () => {
    for (const withdraw of [
      () => test.app.db.getRepository(Article).update({ id: articleId }, { state: "draft" }),
      () => test.app.db.getRepository(Article).delete({ id: articleId }),
    ]) {
      articleId = await buildArticle();
      test.clock.set(NOW);
      const externalUserid = await tagged();
      const run = await push({ at: new Date("2026-03-20T02:30:00Z") });
      await withdraw();
      test.clock.set(new Date("2026-03-14T02:00:00Z"));
      await releaseDueRuns(test.app, test.corpId);
      expect((await drainWork(test.app)).dead).toBeUndefined();
      expect(await runById(run.id)).toMatchObject({ status: "cancelled", finishedAt: test.app.now() });
      expect(await touchesOf(externalUserid)).toEqual([]);
    }
  });

  it("takes its touches out of the plan when the article is withdrawn or deleted before they went out", async () => {
    const editor = { corpId: test.corpId, userid: "m1" };
    const rest = { kind: "article" as const, category: "", attributes: [], tags: [], linkUrl: null };
    for (const withdraw of [
      () =>
        updateArticle(test.app, editor, articleId, { ...rest, title: "滤芯", body: "改", state: "draft", version: 1 }),
      () => deleteArticle(test.app, test.corpId, articleId),
    ]) {
      articleId = await buildArticle();
      const externalUserid = await tagged();
      await push({ at: new Date("2026-03-04T02:30:00Z") });
      await work();
      expect(await touchesOf(externalUserid)).toMatchObject([{ status: "planned" }]);
      await withdraw();
      await work();
      expect(await touchesOf(externalUserid)).toMatchObject([{ status: "cancelled", reasonCode: "content_withdrawn" }]);
    }
  });

  it("refuses drafts, unknown articles and unknown tags", async () => {
    articleId = await buildArticle({ state: "draft" });
    await expect(push()).rejects.toMatchObject({ code: "automation.article_not_published" });
    articleId = "999999999";
    await expect(push()).rejects.toMatchObject({ status: 404 });
    articleId = await buildArticle();
    tagId = "et-nobody-knows";
    await expect(push()).rejects.toMatchObject({ code: "automation.unknown_tag" });
  });

  it("forecasts what it will do", async () => {
    await tagged();
    const busy = await tagged();
    await plan(test.app, birthdayTouch(test.app, { externalUserid: busy }));
    await tagged("left.long.ago");
    const forecast = () => forecastPush(test.app, { corpId: test.corpId, articleId, tagId });
    expect(await forecast()).toEqual({ customers: 3, onWishedDay: 1, later: 1, alreadyHave: 0, notPossible: 1 });
    const run = await push();
    await work();
    expect((await runById(run.id)).counts).toEqual({ planned: 1, moved: 1, skipped: 0, dropped: 1 });
    expect(await forecast()).toMatchObject({ customers: 3, alreadyHave: 2, notPossible: 1 });
  });

  it("keeps an automation that was changed when the built-ins are looked at again", async () => {
    await ensureBuiltIns(test.app, test.corpId);
    const automations = test.app.db.getRepository(Automation);
    await automations.update({ corpId: test.corpId, automationKey: "birthday" }, { status: "paused" });
    await ensureBuiltIns(test.app, test.corpId);
    expect(await automations.findOneByOrFail({ corpId: test.corpId, automationKey: "birthday" })).toMatchObject({
      status: "paused",
    });
    expect(await automations.countBy({ corpId: test.corpId })).toBe(3);
  });
});
