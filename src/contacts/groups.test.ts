import { buildTestApp, drainWork, eventually, type TestApp } from "../../test/harness";
import { getGroupChat } from "../wecom";
import { applyGroupChange } from "./apply-group-change";
import { CustomerEvent } from "./customer-event.entity";
import { CustomerGroup, CustomerGroupMember } from "./entities";
import { refreshGroup } from "./store-group";

const GET = "/cgi-bin/externalcontact/groupchat/get";

describe("customer groups", () => {
  let test: TestApp;
  let customers: string[];
  beforeAll(async () => {
    test = await buildTestApp({ sandbox: true });
    customers = [];
    for (let count = 0; count < 3; count += 1) {
      const { externalUserid } = await test.sandbox.act("customer.add", { userid: "m1", name: `客户${count}` });
      customers.push(externalUserid!);
    }
  });
  afterAll(() => test.close());

  /** Details of groups follow a little after the change, as in WeCom. */
  const settle = () => test.sandbox.control("POST", "/clock", { advanceSeconds: 3 });
  async function newGroup(): Promise<string> {
    const { chatId } = await test.sandbox.act("group.create", {
      owner: "m1",
      members: ["m2"],
      customers: [customers[0]],
      name: "会员群",
    });
    await settle();
    return chatId!;
  }
  const apply = (chatId: string, changeType: string, more: Record<string, unknown> = {}) =>
    applyGroupChange(test.app, {
      corpId: test.corpId,
      chatId,
      changeType,
      eventTime: Math.floor(test.clock.now().getTime() / 1_000),
      memberIds: [],
      ...more,
    });
  const group = (chatId: string) =>
    test.app.db.getRepository(CustomerGroup).findOneByOrFail({ corpId: test.corpId, chatId });
  const members = async (chatId: string) => {
    const rows = await test.app.db.getRepository(CustomerGroupMember).findBy({ corpId: test.corpId, chatId });
    return rows.map((row) => row.memberId).sort();
  };
  const reads = async (chatId: string) =>
    (await test.sandbox.calls(GET)).filter((call) => JSON.stringify(call.body).includes(chatId)).length;

  it("reads a new group two seconds later, with its members and the customer's timeline", async () => {
    const chatId = await newGroup();
    const before = Date.now();
    await apply(chatId, "create");
    const [waiting] = await test.app.db.query(
      "SELECT due_at FROM outbox WHERE corp_id = ? AND handler = 'contacts.refresh-group' AND payload LIKE ?",
      [test.corpId, `%${chatId}%`],
    );
    expect(waiting.due_at.getTime()).toBeGreaterThanOrEqual(before + 2_000);
    await drainWork(test.app);
    expect(await group(chatId)).toMatchObject({
      name: "会员群",
      ownerUserid: "m1",
      status: "active",
      memberVersion: expect.any(String),
    });
    expect(await members(chatId)).toEqual(["m1", "m2", customers[0]!].sort());
    const timeline = await test.app.db
      .getRepository(CustomerEvent)
      .findBy({ corpId: test.corpId, externalUserid: customers[0]!, kind: "group.joined" });
    expect(timeline.filter((entry) => JSON.stringify(entry.data).includes(chatId))).toHaveLength(1);
  });

  it("applies a change that continues its list without reading, and one that does not by reading", async () => {
    const chatId = await newGroup();
    const key = { corpId: test.corpId, chatId };
    await refreshGroup(test.app, key, { change: null });
    const { memberVersion } = await group(chatId);
    const before = await reads(chatId);

    const leaving = {
      updateDetail: "del_member",
      memberIds: [customers[0]],
      memberCount: 1,
      lastMemVer: memberVersion,
      curMemVer: "next",
    };
    await apply(chatId, "update", leaving);
    await drainWork(test.app);
    expect(await members(chatId)).toEqual(["m1", "m2"]);
    expect(await group(chatId)).toMatchObject({ memberVersion: "next" });
    expect(await reads(chatId)).toBe(before);

    // Delivered again: the version is known.
    await apply(chatId, "update", leaving);
    await drainWork(test.app);
    expect(await reads(chatId)).toBe(before);

    // An event in between was lost: the list is read, and is WeCom's again.
    await apply(chatId, "update", { ...leaving, memberIds: ["m2"], lastMemVer: "other", curMemVer: "later" });
    await drainWork(test.app);
    expect(await reads(chatId)).toBe(before + 1);
    expect(await members(chatId)).toEqual(["m1", "m2", customers[0]!].sort());
  });

  it("reads the group when the event does not name everybody, or somebody we do not know", async () => {
    const chatId = await newGroup();
    await refreshGroup(test.app, { corpId: test.corpId, chatId }, { change: null });
    const { memberVersion } = await group(chatId);
    const before = await reads(chatId);
    const joining = { updateDetail: "add_member", lastMemVer: memberVersion, curMemVer: "next" };
    await apply(chatId, "update", { ...joining, memberIds: ["wmStranger"], memberCount: 1 });
    await drainWork(test.app);
    await apply(chatId, "update", { ...joining, memberIds: [customers[1]], memberCount: 5 });
    await drainWork(test.app);
    expect(await reads(chatId)).toBe(before + 2);
  });

  it("reads a busy group once for the changes of a few seconds, two at once included", async () => {
    const chatId = await newGroup();
    await refreshGroup(test.app, { corpId: test.corpId, chatId }, { change: null });
    const before = await reads(chatId);
    const names = Array.from({ length: 10 }, (_, n) => ({ updateDetail: "change_name", curMemVer: `n${n}` }));
    await Promise.all(names.map((name) => apply(chatId, "update", name)));
    await drainWork(test.app);
    // Two when they fall on either side of a turn.
    expect((await reads(chatId)) - before).toBeLessThanOrEqual(2);
    expect((await reads(chatId)) - before).toBeGreaterThan(0);
  });

  it("follows the owner and the name", async () => {
    const chatId = await newGroup();
    await refreshGroup(test.app, { corpId: test.corpId, chatId }, { change: null });
    await test.sandbox.act("group.change", { chatId, change: "change_name", name: "售后群" });
    await test.sandbox.act("group.change", { chatId, change: "change_owner", owner: "m2" });
    await settle();
    await apply(chatId, "update", { updateDetail: "change_name" });
    await drainWork(test.app);
    expect(await group(chatId)).toMatchObject({ name: "售后群", ownerUserid: "m2" });
  });

  it("keeps a dismissed group and who was in it, and does not wake it up again", async () => {
    const chatId = await newGroup();
    await refreshGroup(test.app, { corpId: test.corpId, chatId }, { change: null });
    await test.sandbox.act("group.dismiss", { chatId });
    await apply(chatId, "dismiss");
    await apply(chatId, "dismiss");
    await apply(chatId, "update", {
      updateDetail: "add_member",
      memberIds: [customers[1]],
      memberCount: 1,
      lastMemVer: "a",
      curMemVer: "b",
    });
    await drainWork(test.app);
    expect(await group(chatId)).toMatchObject({ status: "dismissed", dismissedAt: expect.any(Date) });
    expect(await members(chatId)).toContain(customers[0]);
  });

  describe("events in disorder", () => {
    const versionOf = async (chatId: string) => (await group(chatId)).memberVersion;
    /** Changes the group in WeCom and tells what the event says of it. */
    async function step(chatId: string, change: "add_member" | "del_member", who: string) {
      const from = await realVersion(chatId);
      await test.sandbox.act("group.change", { chatId, change, customers: [who] });
      await settle();
      const to = await realVersion(chatId);
      return { updateDetail: change, memberIds: [who], memberCount: 1, lastMemVer: from, curMemVer: to };
    }
    async function realVersion(chatId: string): Promise<string> {
      return (await getGroupChat(test.app.wecom, chatId)).member_version ?? "";
    }
    const realMembers = async (chatId: string) =>
      (await getGroupChat(test.app.wecom, chatId)).member_list.map((member) => member.userid).sort();

    async function knownGroup(): Promise<string> {
      const chatId = await newGroup();
      for (const externalUserid of customers) {
        await test.app.db.query(
          "INSERT INTO external_contacts (corp_id, external_userid, name, last_activity_at) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE name = name",
          [test.corpId, externalUserid, "客户", test.app.now()],
        );
      }
      await refreshGroup(test.app, { corpId: test.corpId, chatId }, { change: null });
      return chatId;
    }

    it.each([
      ["in order", [0, 1, 2]],
      ["backwards", [2, 1, 0]],
      ["mixed, one of them twice", [1, 0, 1, 2]],
      ["with the first one lost", [1, 2]],
      ["with the middle one lost", [0, 2]],
    ])("end with WeCom's members and version: %s", async (_, order) => {
      const chatId = await knownGroup();
      const [, b, c] = customers as [string, string, string];
      const steps = [
        await step(chatId, "add_member", b),
        await step(chatId, "add_member", c),
        await step(chatId, "del_member", b),
      ];
      for (const index of order) {
        await apply(chatId, "update", steps[index]);
        await drainWork(test.app);
      }
      expect(await members(chatId)).toEqual(await realMembers(chatId));
      expect(await versionOf(chatId)).toBe(await realVersion(chatId));
    });

    it("end the same when all are worked on at one moment, each delivered twice", async () => {
      const chatId = await knownGroup();
      const [, b, c] = customers as [string, string, string];
      const steps = [
        await step(chatId, "add_member", b),
        await step(chatId, "add_member", c),
        await step(chatId, "del_member", b),
      ];
      await Promise.all([...steps, ...steps].map((change) => apply(chatId, "update", change)));
      await drainWork(test.app);
      expect(await members(chatId)).toEqual(await realMembers(chatId));
      expect(await versionOf(chatId)).toBe(await realVersion(chatId));
      const joined = await test.app.db
        .getRepository(CustomerEvent)
        .findBy({ corpId: test.corpId, externalUserid: c, kind: "group.joined" });
      expect(joined.filter((entry) => JSON.stringify(entry.data).includes(chatId))).toHaveLength(1);
    });

    it("reads again what an event overtook while WeCom was answering", async () => {
      const chatId = await knownGroup();
      const [, b] = customers as [string, string, string];
      // WeCom answers late, and with the members of before; meanwhile the event has been applied.
      const from = await realVersion(chatId);
      await test.sandbox.control("PUT", "/limits", { groupLagSeconds: 10 });
      await test.sandbox.act("group.change", { chatId, change: "add_member", customers: [b] });
      await test.sandbox.control("PUT", "/faults", { api: [{ path: GET, delayMs: 800, times: 2 }] });
      const before = await reads(chatId);
      const reading = refreshGroup(test.app, { corpId: test.corpId, chatId }, { change: null });
      await apply(chatId, "update", {
        updateDetail: "add_member",
        memberIds: [b],
        memberCount: 1,
        lastMemVer: from,
        curMemVer: "ahead",
      });
      await eventually("the late answer", async () => (await reads(chatId)) > before);
      await test.sandbox.control("POST", "/clock", { advanceSeconds: 20 });
      await reading;
      expect(await members(chatId)).toEqual(await realMembers(chatId));
      expect(await members(chatId)).toContain(b);
      await test.sandbox.control("PUT", "/limits", { groupLagSeconds: 2 });
    });
  });

  it.each([90501, 60011, 84074])(
    "keeps a group that WeCom refuses to show (%i), says why, and parks no work",
    async (errcode) => {
      const chatId = await newGroup();
      await refreshGroup(test.app, { corpId: test.corpId, chatId }, { change: null });
      await test.sandbox.control("PUT", "/faults", { api: [{ path: GET, errcode, times: 1 }] });
      await apply(chatId, "update", { updateDetail: "change_owner" });
      expect(await drainWork(test.app)).not.toHaveProperty("dead");
      expect(await group(chatId)).toMatchObject({ status: "active", name: "会员群", unreadableErrcode: errcode });
      expect(await members(chatId)).toHaveLength(3);
      await apply(chatId, "update", { updateDetail: "change_owner" });
      await drainWork(test.app);
      expect(await group(chatId)).toMatchObject({ unreadableErrcode: null });
    },
  );

  it("follows the notice", async () => {
    const chatId = await newGroup();
    await refreshGroup(test.app, { corpId: test.corpId, chatId }, { change: null });
    await test.sandbox.act("group.change", { chatId, change: "change_notice", notice: "周六到店有礼" });
    await settle();
    await apply(chatId, "update", { updateDetail: "change_notice" });
    await drainWork(test.app);
    expect(await group(chatId)).toMatchObject({ notice: "周六到店有礼" });
  });
});
