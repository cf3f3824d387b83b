import { buildCareCustomer } from "../../test/care";
import { buildMember } from "../../test/factories";
import { adminOf, buildTestApp, drainWork, moveClock, repOf, type TestApp } from "../../test/harness";
import { noteOpened } from "./note-opened";
import { ServiceGroup } from "./service-group.entity";
import { listServiceGroups, sidebarGroup } from "./servicegroups.queries";
import { startGroup } from "./start-group";

let test: TestApp;
beforeAll(async () => {
  test = await buildTestApp({ sandbox: true });
  await buildMember(test.app, { userid: "m1", name: "周敏", position: "销售顾问" });
  await buildMember(test.app, { userid: "m2", name: "陈洁", position: "服务专员" });
});
afterAll(() => test.close());

async function befriend(name = "林小满"): Promise<string> {
  const { externalUserid } = await test.sandbox.act<{ externalUserid: string }>("customer.add", { userid: "m1", name });
  return buildCareCustomer(test.app, { externalUserid, userid: "m1", name });
}

const start = (externalUserid: string, userid = "m1") =>
  startGroup(test.app, { corpId: test.corpId, externalUserid, userid });
const sidebar = (externalUserid: string) => sidebarGroup(test.app, repOf(test.corpId, "m1"), externalUserid);
const opened = (id: string, chatId: string, userid = "m1") =>
  noteOpened(test.app, { corpId: test.corpId, userid, id, chatId });

/** The client makes the group after the tap. */
async function tap(externalUserid: string, fields: { owner?: string; customers?: string[] } = {}): Promise<string> {
  const { chatId } = await test.sandbox.act<{ chatId: string }>("group.create", {
    owner: fields.owner ?? "m1",
    members: ["m2"],
    customers: fields.customers ?? [externalUserid],
    name: "专属服务群",
  });
  // groupchat/get lags by up to two seconds.
  await moveClock(test, new Date(test.clock.now().getTime() + 3_000));
  return chatId;
}

/** The callback about the group, as `callbacks` hands it on. */
async function callback(chatId: string, changeType: "create" | "update" | "dismiss"): Promise<void> {
  const eventTime = Math.floor(test.clock.now().getTime() / 1_000);
  await test.app.work.transaction((tx) =>
    test.app.work.publish(tx, {
      corpId: test.corpId,
      name: "callback.group",
      payload: { changeType, chatId, eventTime, memberIds: [] },
    }),
  );
  await drainWork(test.app);
}

async function openedEvents(externalUserid: string): Promise<number> {
  const rows: unknown[] = await test.app.db.query(
    "SELECT id FROM customer_events WHERE external_userid = ? AND kind = 'servicegroup.opened'",
    [externalUserid],
  );
  return rows.length;
}

describe("a service group", () => {
  it("tells the page whom to invite: the owner first, then the service specialist", async () => {
    const externalUserid = await befriend();
    expect(await start(externalUserid)).toMatchObject({
      groupName: "林小满专属服务群",
      userIds: ["m1", "m2"],
      externalUserIds: [externalUserid],
    });
    expect(await sidebar(externalUserid)).toMatchObject({ state: "starting", chatId: null });
  });

  it("is linked by the callback alone, when the page never posts", async () => {
    const externalUserid = await befriend();
    await start(externalUserid);
    const chatId = await tap(externalUserid);
    await callback(chatId, "create");
    expect(await sidebar(externalUserid)).toMatchObject({ state: "open", chatId });
    expect(await openedEvents(externalUserid)).toBe(1);
  });

  it("is linked by the page's post, when the callback is lost", async () => {
    const externalUserid = await befriend();
    const { id } = await start(externalUserid);
    const chatId = await tap(externalUserid);
    await opened(id, chatId);
    await drainWork(test.app);
    expect(await sidebar(externalUserid)).toMatchObject({ state: "open", chatId });
  });

  it.each(["page first", "callback first"])("is linked once when both come, %s", async (order) => {
    const externalUserid = await befriend();
    const { id } = await start(externalUserid);
    const chatId = await tap(externalUserid);
    if (order === "callback first") await callback(chatId, "create");
    await opened(id, chatId);
    await drainWork(test.app);
    if (order === "page first") await callback(chatId, "create");
    await callback(chatId, "create");
    expect(await sidebar(externalUserid)).toMatchObject({ state: "open", chatId });
    expect(await openedEvents(externalUserid)).toBe(1);
  });

  it("believes no page: the chat must hold this customer and belong to this member", async () => {
    const [externalUserid, other] = [await befriend(), await befriend()];
    const { id } = await start(externalUserid);
    await opened(id, await tap(other));
    await drainWork(test.app);
    await opened(id, await tap(externalUserid, { owner: "m2" }));
    await drainWork(test.app);
    await opened(id, "wr-invented");
    await drainWork(test.app);
    expect(await sidebar(externalUserid)).toMatchObject({ state: "starting", chatId: null });
    await expect(opened(id, "wr1", "m2")).rejects.toMatchObject({ status: 404 });
  });

  it("is no group that has other customers, and none from before the tap", async () => {
    const [externalUserid, other] = [await befriend(), await befriend()];
    const before = await tap(externalUserid);
    await moveClock(test, new Date(test.clock.now().getTime() + 3_600_000));
    await start(externalUserid);
    await callback(before, "create");
    await callback(await tap(externalUserid, { customers: [externalUserid, other] }), "create");
    expect(await sidebar(externalUserid)).toMatchObject({ state: "starting" });
  });

  it("is opened instead of created once it exists", async () => {
    const externalUserid = await befriend();
    await start(externalUserid);
    const chatId = await tap(externalUserid);
    await callback(chatId, "create");
    await expect(start(externalUserid)).rejects.toMatchObject({ code: "servicegroup.exists", details: { chatId } });
    await callback(await tap(externalUserid), "create");
    expect(await sidebar(externalUserid)).toMatchObject({ state: "open", chatId });
  });

  it("can be made anew after it was dismissed", async () => {
    const externalUserid = await befriend();
    await start(externalUserid);
    const first = await tap(externalUserid);
    await callback(first, "create");
    await test.sandbox.act("group.dismiss", { chatId: first });
    await callback(first, "dismiss");
    expect(await sidebar(externalUserid)).toMatchObject({ state: "none", chatId: null });
    await moveClock(test, new Date(test.clock.now().getTime() + 3_600_000));
    await start(externalUserid);
    const second = await tap(externalUserid);
    await callback(second, "create");
    expect(await sidebar(externalUserid)).toMatchObject({ state: "open", chatId: second });
  });

  it("is one per customer and member, however fast the taps", async () => {
    const externalUserid = await befriend();
    const [a, b] = await Promise.all([start(externalUserid), start(externalUserid)]);
    expect(a.id).toBe(b.id);
    expect(await test.app.db.getRepository(ServiceGroup).countBy({ externalUserid })).toBe(1);
  });

  it("is not started by a member who does not have the customer", async () => {
    const externalUserid = await befriend();
    await expect(start(externalUserid, "m2")).rejects.toMatchObject({ code: "servicegroup.not_a_contact" });
  });

  it("is proposed when something speaks for it", async () => {
    const externalUserid = await befriend();
    expect(await sidebar(externalUserid)).toMatchObject({ state: "none", reasons: [] });
    const { corpId, app } = test;
    await app.db.query("INSERT INTO corp_tags (corp_id, tag_id, group_id, name) VALUES (?, 'etA', 'g', 'A级')", [
      corpId,
    ]);
    await app.db.query(
      "INSERT INTO relation_tags (corp_id, external_userid, userid, tag_id) VALUES (?, ?, 'm1', 'etA')",
      [corpId, externalUserid],
    );
    expect(await sidebar(externalUserid)).toMatchObject({
      state: "proposed",
      reasons: [{ code: "grade", text: "客户带有「A级」标签" }],
      members: [
        { userid: "m1", name: "周敏", role: "owner" },
        { userid: "m2", name: "陈洁", role: "specialist" },
      ],
    });
  });

  it("is listed with its people and its health, within the actor's scope", async () => {
    const externalUserid = await befriend("王秀兰");
    await start(externalUserid);
    const chatId = await tap(externalUserid);
    await callback(chatId, "create");
    const rowFor = async (userid: string) => {
      const actor = userid === "admin" ? adminOf(test.corpId) : repOf(test.corpId, userid);
      const { data } = await listServiceGroups(test.app, actor, { limit: 100 });
      return data.find((row) => row.externalUserid === externalUserid);
    };
    expect(await rowFor("m1")).toMatchObject({
      customerName: "王秀兰",
      memberName: "周敏",
      status: "open",
      health: "ok",
      chatId,
      members: expect.arrayContaining([{ userid: "m2", name: "陈洁" }]),
    });
    expect(await rowFor("m2")).toBeUndefined();
    test.clock.advance(15 * 86_400_000);
    expect(await rowFor("admin")).toMatchObject({ health: "quiet" });
  });
});
