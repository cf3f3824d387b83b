import { buildTestApp, listenFor, moveClock, type TestApp } from "../../test/harness";
import { Department, Member } from "../staff";
import { ContactSyncRun } from "./contact-sync-run.entity";
import { CustomerGroup, CustomerGroupMember, ExternalContact, FollowRelation } from "./entities";
import { RelationTag } from "./relation-tag.entity";
import { syncContacts } from "./sync-contacts";

const BATCH_PATH = "/cgi-bin/externalcontact/batch/get_by_user";

describe("full sync", () => {
  let test: TestApp;

  const rows = () =>
    test.app.db.getRepository(FollowRelation).find({ where: { corpId: test.corpId }, order: { id: "ASC" } });
  async function addCustomers(count: number, userid = "m1"): Promise<string[]> {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const { externalUserid } = await test.sandbox.act("customer.add", { userid, name: `客户${index}` });
      ids.push(externalUserid!);
    }
    return ids;
  }

  describe("of a corp of its own", () => {
    beforeEach(async () => {
      test = await buildTestApp({ sandbox: true });
    });
    afterEach(() => test.close());

    it("reads members, departments, tags, customers with every relation, and groups", async () => {
      const { tagId } = await test.sandbox.act("tag.create", { groupName: "会员", name: "银卡" });
      const [both, one] = await addCustomers(2);
      await test.sandbox.act("customer.add", { userid: "m2", externalUserid: both });
      await test.sandbox.act("customer.edit", {
        userid: "m2",
        externalUserid: both,
        remark: "老客户",
        addTagIds: [tagId],
      });
      await test.sandbox.act("group.create", { owner: "m1", members: ["m2"], customers: [one], name: "会员群" });

      const counts = await syncContacts(test.app);
      expect(counts).toMatchObject({ members: 3, tags: 1, relations: 3, groups: 1, resumed: false });
      const members = await test.app.db
        .getRepository(Member)
        .find({ where: { corpId: test.corpId }, order: { userid: "ASC" } });
      expect(members.map((member) => [member.userid, member.contactEnabled])).toEqual([
        ["m1", true],
        ["m2", true],
        ["m3", false],
      ]);
      expect(await test.app.db.getRepository(Department).countBy({ corpId: test.corpId })).toBeGreaterThan(0);
      expect((await rows()).map((row) => [row.externalUserid, row.userid, row.status, row.remark])).toEqual(
        expect.arrayContaining([
          [both, "m1", "full", ""],
          [both, "m2", "full", "老客户"],
          [one, "m1", "full", ""],
        ]),
      );
      const tags = await test.app.db.getRepository(RelationTag).findBy({ corpId: test.corpId });
      expect(tags.map((tag) => [tag.externalUserid, tag.userid, tag.tagId])).toEqual([[both, "m2", tagId]]);
      const group = await test.app.db.getRepository(CustomerGroup).findOneByOrFail({ corpId: test.corpId });
      expect(group).toMatchObject({ name: "会员群", ownerUserid: "m1", status: "active" });
      const inGroup = await test.app.db
        .getRepository(CustomerGroupMember)
        .findBy({ corpId: test.corpId, chatId: group.chatId });
      expect(inGroup.map((member) => [member.memberId, member.kind]).sort()).toEqual(
        [
          ["m1", "member"],
          ["m2", "member"],
          [one!, "customer"],
        ].sort(),
      );
    });

    it("changes nothing when run again", async () => {
      await addCustomers(3);
      await syncContacts(test.app);
      const before = (await rows()).map(({ syncRunId, readAt, ...row }) => row);
      const again = await syncContacts(test.app);
      expect(again).toMatchObject({ relations: 3, found: 0, ended: 0 });
      expect((await rows()).map(({ syncRunId, readAt, ...row }) => row)).toEqual(before);
    });

    it("finds what lost callbacks kept from us, and makes it news only after the first sync", async () => {
      listenFor(test.app, ["contact.added", "contact.lost"]);
      const [gone, oneWay] = await addCustomers(2);
      const first = await syncContacts(test.app);
      expect(first).toMatchObject({ found: 2, ended: 0 });
      const newsOf = async (name: string) =>
        (
          await test.app.db.query("SELECT DISTINCT payload FROM outbox WHERE corp_id = ? AND event = ?", [
            test.corpId,
            name,
          ])
        ).length;
      expect(await newsOf("contact.added")).toBe(0);

      await moveClock(test, new Date(test.clock.now().getTime() + 86_400_000));
      const [unheard] = await addCustomers(1);
      await test.sandbox.act("customer.delete", { userid: "m1", externalUserid: gone, by: "member" });
      await test.sandbox.act("customer.delete", { userid: "m1", externalUserid: oneWay, by: "customer" });
      expect(await syncContacts(test.app)).toMatchObject({ found: 1, ended: 1 });
      const status = Object.fromEntries((await rows()).map((row) => [row.externalUserid, row.status]));
      // A customer who deleted the member is still listed: only the event can tell.
      expect(status).toEqual({ [gone!]: "deleted_by_member", [oneWay!]: "full", [unheard!]: "full" });
      for (const name of ["contact.added", "contact.lost"]) {
        expect(await newsOf(name)).toBe(1);
      }
    });

    it("does not bring back a relation that an event has ended", async () => {
      const [lost] = await addCustomers(1);
      await syncContacts(test.app);
      await test.app.db
        .getRepository(FollowRelation)
        .update({ corpId: test.corpId }, { status: "deleted_by_customer", endedAt: new Date(Date.now() + 60_000) });
      await syncContacts(test.app);
      expect(await rows()).toMatchObject([{ externalUserid: lost, status: "deleted_by_customer" }]);
    });

    it("marks members who left, and keeps their names", async () => {
      await syncContacts(test.app);
      await test.sandbox.act("member.leave", { userid: "m2" });
      await syncContacts(test.app);
      const left = await test.app.db.getRepository(Member).findOneByOrFail({ corpId: test.corpId, userid: "m2" });
      expect(left).toMatchObject({ status: "left", contactEnabled: false });
      expect(left.name).not.toBe("");
    });
  });

  describe("of more customers than fit one answer", () => {
    beforeAll(async () => {
      test = await buildTestApp({ sandbox: true });
      await addCustomers(230);
    });
    afterAll(() => test.close());

    it("pages through more customers than fit one answer", async () => {
      const progress: string[] = [];
      const counts = await syncContacts(test.app, { onProgress: (step) => progress.push(step.phase) });
      expect(counts.relations).toBe(230);
      expect(await test.app.db.getRepository(ExternalContact).countBy({ corpId: test.corpId })).toBe(230);
      // Three pages of one follower, and the empty one of the other.
      expect((await test.sandbox.calls(BATCH_PATH)).length).toBe(4);
      expect(new Set(progress)).toEqual(new Set(["tags", "customers", "groups", "done"]));
    });

    it("goes on at the page where it was interrupted", async () => {
      const runs = await test.app.db.getRepository(ContactSyncRun).countBy({ corpId: test.corpId });
      const pages: number[] = [];
      const interrupted = syncContacts(test.app, {
        onProgress: ({ phase, counts }) => {
          if (phase !== "customers" || counts.relations === pages.at(-1)) return;
          pages.push(counts.relations);
          if (counts.relations === 200) throw new Error("the process dies");
        },
      });
      await expect(interrupted).rejects.toThrow("the process dies");
      const calls = (await test.sandbox.calls(BATCH_PATH)).length;
      const counts = await syncContacts(test.app);
      expect(counts).toMatchObject({ relations: 230, resumed: true });
      expect((await test.sandbox.calls(BATCH_PATH)).length - calls).toBe(1);
      expect(await test.app.db.getRepository(ContactSyncRun).countBy({ corpId: test.corpId })).toBe(runs + 1);
    });

    it("reads nobody again, and counts nobody twice, who was read to the end when it was interrupted", async () => {
      let died = false;
      const interrupted = syncContacts(test.app, {
        onProgress: ({ phase, counts }) => {
          if (phase !== "customers" || counts.relations < 230 || died) return;
          died = true;
          throw new Error("the process dies");
        },
      });
      await expect(interrupted).rejects.toThrow("the process dies");
      const pagesOf = async () =>
        (await test.sandbox.calls(BATCH_PATH)).filter(({ body }) => JSON.stringify(body).includes("m1")).length;
      const pages = await pagesOf();
      expect(await syncContacts(test.app)).toMatchObject({ relations: 230, resumed: true });
      expect(await pagesOf()).toBe(pages);
    });

    it("begins a batch anew when WeCom has forgotten the cursor", async () => {
      let failed = false;
      await expect(
        syncContacts(test.app, {
          onProgress: ({ counts }) => {
            if (failed || counts.relations !== 100) return;
            failed = true;
            throw new Error("the process dies");
          },
        }),
      ).rejects.toThrow();
      await test.sandbox.control("PUT", "/faults", { api: [{ path: BATCH_PATH, errcode: 50100, times: 1 }] });
      await syncContacts(test.app);
      expect(await rows()).toHaveLength(230);
    });

    it("refuses to run twice at the same time", async () => {
      const both = await Promise.allSettled([syncContacts(test.app), syncContacts(test.app)]);
      const refused = both.filter((result) => result.status === "rejected");
      expect(refused).toHaveLength(1);
      expect(refused[0]).toMatchObject({ reason: { code: "contact.sync_running" } });
    });
  });
});

describe("full sync of the demo corp", () => {
  it("finds people, tags and groups, and every customer of the list has an owner", async () => {
    const test = await buildTestApp({ sandbox: "demo" });
    try {
      const counts = await syncContacts(test.app);
      expect(counts.members).toBeGreaterThanOrEqual(6);
      const orphans = await test.app.db.query(
        `SELECT c.external_userid FROM external_contacts c WHERE c.corp_id = ? AND NOT EXISTS
           (SELECT 1 FROM follow_relations r JOIN members m ON m.corp_id = r.corp_id AND m.userid = r.userid
            WHERE r.corp_id = c.corp_id AND r.external_userid = c.external_userid)`,
        [test.corpId],
      );
      expect(orphans).toEqual([]);
      const unnamed = await test.app.db.query(
        "SELECT t.tag_id FROM relation_tags t LEFT JOIN corp_tags k ON k.corp_id = t.corp_id AND k.tag_id = t.tag_id WHERE t.corp_id = ? AND k.id IS NULL",
        [test.corpId],
      );
      expect(unnamed).toEqual([]);
      expect(counts.relations).toBe(await test.app.db.getRepository(FollowRelation).countBy({ corpId: test.corpId }));
    } finally {
      await test.close();
    }
  });
});
