import { adminOf, buildTestApp, drainWork, listenFor, moveClock, repOf, type TestApp } from "../../test/harness";
import { applyContactChange } from "./apply-contact-change";
import { CustomerEvent } from "./customer-event.entity";
import { listCustomers } from "./customers.queries";
import { ExternalContact, FollowRelation } from "./entities";
import { RelationTag } from "./relation-tag.entity";

describe("contact events", () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await buildTestApp({ sandbox: true });
    listenFor(test.app, ["contact.added"]);
  });
  beforeEach(() => test.sandbox.control("DELETE", "/faults"));
  afterAll(() => test.close());

  const nowSeconds = () => Math.floor(test.clock.now().getTime() / 1_000);
  const apply = (
    changeType: string,
    pair: { userid: string; externalUserid: string },
    more: Record<string, unknown> = {},
  ) => applyContactChange(test.app, { corpId: test.corpId, changeType, ...pair, eventTime: nowSeconds(), ...more });
  const relation = (pair: { userid: string; externalUserid: string }) =>
    test.app.db.getRepository(FollowRelation).findOneBy({ corpId: test.corpId, ...pair });
  const contact = (externalUserid: string) =>
    test.app.db.getRepository(ExternalContact).findOneBy({ corpId: test.corpId, externalUserid });
  const timeline = async (externalUserid: string) => {
    const entries = await test.app.db
      .getRepository(CustomerEvent)
      .find({ where: { corpId: test.corpId, externalUserid }, order: { id: "ASC" } });
    return entries.map((entry) => entry.kind);
  };
  /** News the change made: one row per subscriber, so told apart by payload only. */
  const news = async (name: string, externalUserid: string): Promise<number> => {
    const rows = await test.app.db.query(
      "SELECT DISTINCT payload FROM outbox WHERE corp_id = ? AND event = ? AND payload LIKE ?",
      [test.corpId, name, `%${externalUserid}%`],
    );
    return rows.length;
  };

  async function addCustomer(fields: Record<string, unknown> = {}) {
    const userid = String(fields.userid ?? "m1");
    const { externalUserid } = await test.sandbox.act("customer.add", { userid, name: "李女士", ...fields });
    return { userid, externalUserid: externalUserid! };
  }

  it("stores a new customer with what WeCom knows, once, however often the event comes", async () => {
    const pair = await addCustomer({ state: "store12", addWay: 1 });
    for (let time = 0; time < 3; time += 1) await apply("add_external_contact", pair, { state: "store12" });
    expect(await contact(pair.externalUserid)).toMatchObject({ name: "李女士", type: 1 });
    expect(await relation(pair)).toMatchObject({ status: "full", state: "store12", addWay: 1, endedAt: null });
    expect(await timeline(pair.externalUserid)).toEqual(["contact.added"]);
    expect(await news("contact.added", pair.externalUserid)).toBe(1);
  });

  it("stores one relation when the same event is worked on twice at the same moment", async () => {
    const pair = await addCustomer();
    await Promise.all([1, 2, 3, 4].map(() => apply("add_external_contact", pair)));
    const rows = await test.app.db
      .getRepository(FollowRelation)
      .countBy({ corpId: test.corpId, externalUserid: pair.externalUserid });
    expect(rows).toBe(1);
    expect(await timeline(pair.externalUserid)).toEqual(["contact.added"]);
  });

  it("takes userids that differ in case for one member", async () => {
    const pair = await addCustomer();
    await apply("add_external_contact", pair);
    await apply("del_follow_user", { ...pair, userid: "M1" }, { eventTime: nowSeconds() + 5 });
    const rows = await test.app.db
      .getRepository(FollowRelation)
      .findBy({ corpId: test.corpId, externalUserid: pair.externalUserid });
    expect(rows).toMatchObject([{ userid: "m1", status: "deleted_by_customer" }]);
  });

  it("knows a half relation without asking WeCom, and completes it later", async () => {
    const pair = await addCustomer({ half: true });
    await apply("add_half_external_contact", pair);
    expect(await relation(pair)).toMatchObject({ status: "half", followedAt: null });
    await test.sandbox.act("customer.accept", pair);
    await apply("add_external_contact", pair);
    expect(await relation(pair)).toMatchObject({ status: "full" });
    expect(await timeline(pair.externalUserid)).toEqual(["contact.half_added", "contact.added"]);
  });

  it("keeps the half event from undoing the full one when it comes late", async () => {
    const pair = await addCustomer({ half: true });
    await test.sandbox.act("customer.accept", pair);
    await apply("add_external_contact", pair);
    await apply("add_half_external_contact", pair, { eventTime: nowSeconds() - 3 });
    expect(await relation(pair)).toMatchObject({ status: "full" });
  });

  it("reads remark, description and tags anew when the member edited them", async () => {
    const pair = await addCustomer();
    await apply("add_external_contact", pair);
    const { tagId } = await test.sandbox.act("tag.create", { groupName: "会员", name: "银卡" });
    await test.sandbox.act("customer.edit", {
      ...pair,
      remark: "李女士 三楼",
      description: "怕热",
      addTagIds: [tagId],
    });
    await apply("edit_external_contact", pair);
    expect(await relation(pair)).toMatchObject({ remark: "李女士 三楼", description: "怕热" });
    const tags = await test.app.db
      .getRepository(RelationTag)
      .findBy({ corpId: test.corpId, externalUserid: pair.externalUserid });
    expect(tags.map((tag) => tag.tagId)).toEqual([tagId]);
    await test.sandbox.act("customer.edit", { ...pair, removeTagIds: [tagId] });
    await apply("edit_external_contact", pair);
    expect(
      await test.app.db
        .getRepository(RelationTag)
        .countBy({ corpId: test.corpId, externalUserid: pair.externalUserid }),
    ).toBe(0);
    expect(await timeline(pair.externalUserid)).toEqual(["contact.added", "tag.added", "tag.removed"]);
  });

  it("records who ended it; a customer who deleted the member stays readable and stays lost", async () => {
    const pair = await addCustomer();
    await apply("add_external_contact", pair);
    await moveClock(test, new Date(test.clock.now().getTime() + 10_000));
    await test.sandbox.act("customer.delete", { ...pair, by: "customer" });
    await apply("del_follow_user", pair);
    await apply("edit_external_contact", pair);
    expect(await relation(pair)).toMatchObject({ status: "deleted_by_customer", endedAt: expect.any(Date) });
    expect(await timeline(pair.externalUserid)).toEqual(["contact.added", "contact.lost"]);
  });

  it("ends up lost when the deletion arrives before the addition", async () => {
    for (const by of ["member", "customer"] as const) {
      const pair = await addCustomer();
      const addedAt = nowSeconds();
      await moveClock(test, new Date(test.clock.now().getTime() + 10_000));
      await test.sandbox.act("customer.delete", { ...pair, by });
      await apply(by === "member" ? "del_external_contact" : "del_follow_user", pair);
      await apply("add_external_contact", pair, { eventTime: addedAt });
      expect(await relation(pair)).toMatchObject({ status: `deleted_by_${by}` });
      expect(await contact(pair.externalUserid)).not.toBeNull();
    }
  });

  it("keeps what an event says even while WeCom cannot be asked, and fetches the rest later", async () => {
    const pair = await addCustomer();
    const path = "/cgi-bin/externalcontact/get";
    await test.sandbox.control("PUT", "/faults", { api: [{ path, httpStatus: 502, times: 10 }] });
    await expect(apply("add_external_contact", pair)).rejects.toMatchObject({
      code: "wecom.unreachable",
      retryable: true,
    });
    expect(await relation(pair)).toMatchObject({ status: "full", addWay: null });
    await test.sandbox.control("DELETE", "/faults");
    await apply("add_external_contact", pair);
    expect(await contact(pair.externalUserid)).toMatchObject({ name: "李女士" });
    expect(await timeline(pair.externalUserid)).toEqual(["contact.added"]);
  });

  it("tells a customer who was handed to a colleague from one who was deleted", async () => {
    const given = await addCustomer();
    const deleted = await addCustomer();
    for (const pair of [given, deleted]) await apply("add_external_contact", pair);
    // The sandbox's clock runs on; nothing it says may be younger than the deletion.
    const at = nowSeconds() + 3_600;
    for (const pair of [given, deleted]) await test.sandbox.act("customer.delete", { ...pair, by: "member" });
    await apply("del_external_contact", given, { eventTime: at, source: "DELETE_BY_TRANSFER" });
    await apply("del_external_contact", given, { eventTime: at, source: "DELETE_BY_TRANSFER" });
    await apply("del_external_contact", deleted, { eventTime: at });
    await addCustomer({ userid: "m2", externalUserid: given.externalUserid });
    await apply("add_external_contact", { ...given, userid: "m2" }, { eventTime: at + 1 });
    const lost = { ...adminOf(test.corpId) };
    const { data } = await listCustomers(test.app, lost, { lostBy: "member", userid: "m1", limit: 100 });
    const owners = Object.fromEntries(data.map((row) => [row.externalUserid, row.owners]));
    const endedAt = new Date(at * 1_000);
    expect(owners[deleted.externalUserid]).toMatchObject([{ userid: "m1", status: "deleted_by_member", endedAt }]);
    expect(owners[given.externalUserid]).toBeUndefined();
    expect(await relation(given)).toMatchObject({ status: "transferred", endedAt });
    // A customer whom a colleague has now is not lost to the company.
    const all = await listCustomers(test.app, lost, { stage: "lost", limit: 100 });
    const ids = all.data.map((row) => row.externalUserid);
    expect(ids).toContain(deleted.externalUserid);
    expect(ids).not.toContain(given.externalUserid);
  });

  it("takes a customer back who adds the member again, and counts both turns", async () => {
    const pair = await addCustomer();
    await apply("add_external_contact", pair);
    const at = nowSeconds();
    await apply("del_follow_user", pair, { eventTime: at + 3_600 });
    const rep = repOf(test.corpId, "m1");
    const by = (lostBy: "customer" | "member") => listCustomers(test.app, rep, { lostBy, limit: 100 });
    const ids = async (lostBy: "customer" | "member") => (await by(lostBy)).data.map((row) => row.externalUserid);
    expect(await ids("customer")).toContain(pair.externalUserid);
    expect(await ids("member")).not.toContain(pair.externalUserid);
    expect((await listCustomers(test.app, repOf(test.corpId, "m2"), { lostBy: "customer", limit: 100 })).data).toEqual(
      [],
    );
    await apply("add_external_contact", pair, { eventTime: at + 7_200 });
    expect(await relation(pair)).toMatchObject({ status: "full", endedAt: null });
    expect(await ids("customer")).not.toContain(pair.externalUserid);
    expect(await timeline(pair.externalUserid)).toEqual(["contact.added", "contact.lost", "contact.added"]);
  });

  it("ends a half relation as its event says", async () => {
    const pair = await addCustomer({ half: true });
    await apply("add_half_external_contact", pair);
    await apply("del_follow_user", pair, { eventTime: nowSeconds() + 3_600 });
    expect(await relation(pair)).toMatchObject({ status: "deleted_by_customer" });
    await apply("add_half_external_contact", pair);
    expect(await relation(pair)).toMatchObject({ status: "deleted_by_customer" });
  });

  it("notes a transfer that failed and why", async () => {
    const pair = await addCustomer();
    await apply("transfer_fail", pair, { failReason: "customer_refused" });
    await apply("transfer_fail", pair, { failReason: "customer_refused" });
    expect(await timeline(pair.externalUserid)).toEqual(["contact.transfer_failed"]);
  });

  it("works from the callback to the row", async () => {
    await drainWork(test.app);
    const pair = await addCustomer();
    await test.app.work.transaction((tx) =>
      test.app.work.publish(tx, {
        corpId: test.corpId,
        name: "callback.contact",
        payload: { changeType: "add_external_contact", ...pair, eventTime: nowSeconds(), state: "x" },
      }),
    );
    await drainWork(test.app);
    expect(await relation(pair)).toMatchObject({ status: "full" });
  });

  it("reads a customer once for the edits that wait in a row, and again for what comes between them", async () => {
    await drainWork(test.app);
    const pair = await addCustomer();
    const other = { ...pair, userid: "m2" };
    const GET = "/cgi-bin/externalcontact/get";
    const publish = (changes: { changeType: string; userid: string; externalUserid: string }[]) =>
      test.app.work.transaction((tx) =>
        test.app.work.publishAll(
          tx,
          changes.map((change, n) => ({
            corpId: test.corpId,
            name: "callback.contact" as const,
            payload: { ...change, eventTime: nowSeconds() + n },
            orderKey: `customer:${pair.externalUserid}`,
          })),
        ),
      );
    const reads = async (changes: Parameters<typeof publish>[0]) => {
      const before = (await test.sandbox.calls(GET)).length;
      await publish(changes);
      await drainWork(test.app);
      return (await test.sandbox.calls(GET)).length - before;
    };
    const add = { changeType: "add_external_contact", ...pair };
    const edit = { changeType: "edit_external_contact", ...pair };
    expect(await reads([add, edit, edit, edit, edit])).toBe(2);
    expect(await relation(pair)).toMatchObject({ status: "full" });
    // Another member's edit tells of another relation.
    expect(await reads([edit, { ...edit, ...other }, edit])).toBe(3);
    // The end of the relation is not read, so the edit before it must be.
    expect(await reads([edit, { changeType: "del_follow_user", ...pair }])).toBe(1);
  });
});
