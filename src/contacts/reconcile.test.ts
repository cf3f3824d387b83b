import { adminOf, buildTestApp, drainWork, moveClock, repOf, type TestApp } from "../../test/harness";
import { serveRoutes } from "../../test/routes";
import { contactsConsole } from "./contacts.console";
import { CustomerEvent } from "./customer-event.entity";
import type { DifferenceKind } from "./differences";
import { CustomerGroupMember, ExternalContact, FollowRelation } from "./entities";
import { RelationTag } from "./relation-tag.entity";
import { syncContacts } from "./sync-contacts";

const BATCH = "/cgi-bin/externalcontact/batch/get_by_user";
const LIST = "/cgi-bin/externalcontact/list";
const READS =
  /\/(gettoken|user\/get|user\/list|department\/list|.*\/get_[a-z_]+|.*\/list|groupchat\/get|batch\/get_by_user)$/;
const HOUR_MS = 3_600_000;

describe("reconcile", () => {
  let test: TestApp;
  beforeEach(async () => {
    test = await buildTestApp({ sandbox: true });
  });
  afterEach(() => test.close());

  const relation = (externalUserid: string, userid = "m1") =>
    test.app.db.getRepository(FollowRelation).findOneByOrFail({ corpId: test.corpId, externalUserid, userid });
  const lostEntries = (externalUserid: string) =>
    test.app.db.getRepository(CustomerEvent).countBy({ corpId: test.corpId, externalUserid, kind: "contact.lost" });
  const add = async (name: string, userid = "m1") =>
    (await test.sandbox.act("customer.add", { userid, name })).externalUserid!;
  const later = () => moveClock(test, new Date(test.clock.now().getTime() + 24 * HOUR_MS));

  /** One of everything that can go wrong while callbacks are lost. */
  async function drift() {
    const { tagId } = await test.sandbox.act("tag.create", { groupName: "会员", name: "银卡" });
    const { tagId: goneTag } = await test.sandbox.act("tag.create", { groupName: "会员", name: "旧卡" });
    const [edited, deleted, left] = [await add("甲"), await add("乙"), await add("丙")];
    await test.sandbox.act("customer.edit", { userid: "m1", externalUserid: edited, addTagIds: [goneTag] });
    const { chatId } = await test.sandbox.act("group.create", {
      owner: "m1",
      members: ["m2"],
      customers: [edited],
      name: "会员群",
    });
    await test.sandbox.control("POST", "/clock", { advanceSeconds: 3 });
    await syncContacts(test.app);
    await later();
    await test.sandbox.act("customer.edit", {
      userid: "m1",
      externalUserid: edited,
      remark: "三楼李姐",
      remarkMobiles: ["13800000000"],
      addTagIds: [tagId],
    });
    await test.sandbox.act("tag.rename", { tagId, name: "金卡" });
    await test.sandbox.act("tag.delete", { tagId: goneTag });
    await test.sandbox.act("customer.delete", { userid: "m1", externalUserid: deleted, by: "member" });
    await test.sandbox.act("customer.delete", { userid: "m1", externalUserid: left, by: "customer" });
    const missed = await add("丁", "m2");
    await test.sandbox.act("group.change", { chatId, change: "change_name", name: "老客户群" });
    await test.sandbox.act("group.change", { chatId, change: "add_member", customers: [left] });
    await test.sandbox.control("POST", "/clock", { advanceSeconds: 3 });
    return { tagId: tagId!, goneTag: goneTag!, edited, deleted, left, missed, chatId: chatId! };
  }

  const expected: Partial<Record<DifferenceKind, number>> = {
    "tag.fields": 1,
    "tag.gone": 1,
    "customer.missing": 1,
    "relation.missing": 1,
    "relation.gone": 1,
    "relation.fields": 1,
    "relation.tags": 1,
    "group.fields": 1,
    "group.members": 1,
  };

  async function checksum(): Promise<unknown> {
    const tables: Record<string, string>[] = await test.app.db.query("SHOW TABLES");
    const names = tables.map((row) => `\`${Object.values(row)[0]}\``);
    return test.app.db.query(`CHECKSUM TABLE ${names.join(", ")} EXTENDED`);
  }

  it("sees everything when it only looks, and writes not a single row, here or in WeCom", async () => {
    await drift();
    const before = await checksum();
    const calls = (await journal()).length;
    const report = await syncContacts(test.app, { dryRun: true, unrecorded: true });
    expect(report.differences).toEqual(expected);
    expect(report).toMatchObject({ runId: null, dryRun: true, first: false });
    expect(report.examples.every((example) => !example.repaired)).toBe(true);
    expect(await checksum()).toEqual(before);
    const made = (await journal()).slice(calls);
    expect(made.length).toBeGreaterThan(0);
    expect(made.filter((path) => !READS.test(path))).toEqual([]);
  });

  async function journal(): Promise<string[]> {
    const { entries } = await test.sandbox.control<{ entries: { kind: string; path?: string }[] }>(
      "GET",
      "/journal?after=0",
    );
    return entries.flatMap((entry) => (entry.kind === "api" && entry.path ? [entry.path] : []));
  }

  it("repairs what it sees, says so once, and finds nothing the next time", async () => {
    const { edited, deleted, left, missed, tagId, goneTag } = await drift();
    const looked = await syncContacts(test.app, { dryRun: true, unrecorded: true });
    const repaired = await syncContacts(test.app);
    expect(repaired.differences).toEqual(looked.differences);
    expect(await relation(edited)).toMatchObject({ remark: "三楼李姐", remarkMobiles: ["13800000000"] });
    expect(await relation(deleted)).toMatchObject({ status: "deleted_by_member" });
    // The customer who deleted the member is still listed: only the event could have told.
    expect(await relation(left)).toMatchObject({ status: "full" });
    expect(await relation(missed, "m2")).toMatchObject({ status: "full" });
    const tags = await test.app.db.getRepository(RelationTag).findBy({ corpId: test.corpId, externalUserid: edited });
    expect(tags.map((tag) => tag.tagId)).toEqual([tagId]);
    expect(tags.map((tag) => tag.tagId)).not.toContain(goneTag);
    expect(await lostEntries(deleted)).toBe(1);
    const again = await syncContacts(test.app);
    expect(again.differences).toEqual({});
    expect(await lostEntries(deleted)).toBe(1);
  });

  it("keeps what an event said of a customer who deleted the member", async () => {
    const gone = await add("甲");
    await syncContacts(test.app);
    const at = new Date(test.clock.now().getTime() + HOUR_MS);
    await test.app.db
      .getRepository(FollowRelation)
      .update({ corpId: test.corpId, externalUserid: gone }, { status: "deleted_by_customer", endedAt: at });
    await later();
    expect((await syncContacts(test.app)).differences).toEqual({});
    expect(await relation(gone)).toMatchObject({ status: "deleted_by_customer", endedAt: at });
  });

  it("brings back a customer that was handed back without an event", async () => {
    const back = await add("甲");
    await syncContacts(test.app);
    const { followedAt } = await relation(back);
    const endedAt = new Date(followedAt!.getTime() + HOUR_MS);
    await test.app.db
      .getRepository(FollowRelation)
      .update({ corpId: test.corpId, externalUserid: back }, { status: "deleted_by_member", endedAt });
    await later();
    expect((await syncContacts(test.app)).differences).toEqual({ "relation.status": 1 });
    expect(await relation(back)).toMatchObject({ status: "full", endedAt: null });
  });

  it.each([60111, 40003, 84074, 60011])(
    "concludes nothing about a member's customers while WeCom answers %i",
    async (errcode) => {
      const [one, other] = [await add("甲", "m1"), await add("乙", "m2")];
      await syncContacts(test.app);
      await later();
      await test.sandbox.act("customer.edit", { userid: "m2", externalUserid: other, remark: "新备注" });
      await test.sandbox.control("PUT", "/faults", { api: [{ path: BATCH, errcode, times: 1 }] });
      const report = await syncContacts(test.app);
      expect(report.differences["member.unreadable"]).toBe(1);
      const rows = await Promise.all([relation(one, "m1"), relation(other, "m2")]);
      expect(rows.map((row) => row.status)).toEqual(["full", "full"]);
      expect(await lostEntries(one)).toBe(0);
    },
  );

  it("asks for the member's own list before it believes that a pair is gone", async () => {
    const stays = await add("甲");
    await syncContacts(test.app);
    await later();
    // A page that is empty by mistake: 84061 is what a member without customers answers.
    await test.sandbox.control("PUT", "/faults", { api: [{ path: BATCH, errcode: 84061, times: 2 }] });
    const lists = (await test.sandbox.calls(LIST)).length;
    const report = await syncContacts(test.app);
    expect(report.differences["relation.gone"]).toBeUndefined();
    expect(await relation(stays)).toMatchObject({ status: "full" });
    expect((await test.sandbox.calls(LIST)).length).toBe(lists + 1);
  });

  it("waits while WeCom says it was called too often, and goes on", async () => {
    await add("甲");
    await test.sandbox.control("PUT", "/faults", { api: [{ path: BATCH, errcode: 45009, times: 1 }] });
    const paused: number[] = [];
    const report = await syncContacts(test.app, {
      patienceMs: 20_000,
      onProgress: (progress) => {
        if (progress.paused === undefined) return;
        paused.push(progress.paused);
        test.clock.advance(80_000);
      },
    });
    expect(paused).toContain(45009);
    expect(report.relations).toBe(1);
    expect(await test.app.db.getRepository(ExternalContact).countBy({ corpId: test.corpId })).toBe(1);
  });

  it("shows a run whose process died as standing still, and lets the next one go on with it", async () => {
    await add("甲");
    await expect(
      syncContacts(test.app, {
        onProgress: ({ phase }) => {
          if (phase === "customers") throw new Error("the process dies");
        },
      }),
    ).rejects.toThrow();
    await test.app.db.query("UPDATE contact_sync_runs SET last_error = NULL WHERE corp_id = ?", [test.corpId]);
    const routes = serveRoutes(test.app, contactsConsole, adminOf(test.corpId));
    try {
      const { data } = await routes.get<{ data: { status: string; lastError: string | null }[] }>("/reconcile");
      expect(data).toMatchObject([{ status: "running", lastError: "contact.sync_interrupted" }]);
      await routes.post("/reconcile", {}, 202);
      await drainWork(test.app);
      const after = await routes.get<{ data: { status: string }[] }>("/reconcile");
      expect(after.data).toMatchObject([{ status: "done", lastError: null, counts: { relations: 1 } }]);
    } finally {
      routes.close();
    }
  });

  it("is asked for in the console by admins, runs once for two taps, and shows its report", async () => {
    const { edited } = await drift();
    await drainWork(test.app);
    const routes = serveRoutes(test.app, contactsConsole, adminOf(test.corpId));
    try {
      await Promise.all([routes.post("/reconcile", {}, 202), routes.post("/reconcile", {}, 202)]);
      await drainWork(test.app);
      const { data } = await routes.get<{ data: { id: string; dryRun: boolean; askedBy: string | null }[] }>(
        "/reconcile",
      );
      const asked = data.filter((report) => report.askedBy === "admin");
      expect(asked).toHaveLength(1);
      const { data: report } = await routes.get<{ data: { differences: object[]; examples: { kind: string }[] } }>(
        `/reconcile/${asked[0]!.id}`,
      );
      expect(report.differences).toContainEqual({ kind: "relation.fields", found: 1, repaired: 1 });
      const example = report.examples.find(({ kind }) => kind === "relation.fields");
      expect(example).toMatchObject({ externalUserid: edited, fields: ["remark", "remark_mobiles"], repaired: true });
      expect(JSON.stringify(report)).not.toContain("三楼李姐");

      const rows = await test.app.db.getRepository(CustomerGroupMember).find({ where: { corpId: test.corpId } });
      await test.sandbox.act("customer.edit", { userid: "m1", externalUserid: edited, remark: "改过" });
      await routes.post("/reconcile", { dryRun: true }, 202);
      await drainWork(test.app);
      const looks = await routes.get<{ data: { dryRun: boolean; differences: object[] }[] }>("/reconcile");
      expect(looks.data[0]).toMatchObject({
        dryRun: true,
        differences: [{ kind: "relation.fields", found: 1, repaired: 0 }],
      });
      expect((await relation(edited)).remark).toBe("三楼李姐");
      expect(await test.app.db.getRepository(CustomerGroupMember).find({ where: { corpId: test.corpId } })).toEqual(
        rows,
      );
      await routes.as(repOf(test.corpId, "m1")).get("/reconcile", 403);
      await routes.as(repOf(test.corpId, "m1")).post("/reconcile", {}, 403);
    } finally {
      routes.close();
    }
  });
});
