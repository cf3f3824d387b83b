import { buildMember } from "../../test/factories";
import { adminOf, buildTestApp, drainWork, moveClock, repOf, type TestApp } from "../../test/harness";
import type { Actor } from "../app";
import { ensureCorpTag, FollowRelation, listTimeline, tagsOfCustomers } from "../contacts";
import { updateWay } from "./change-way";
import { ContactWay } from "./contact-way.entity";
import { daysOfWay, listWays } from "./contactways.queries";
import { WayContent } from "./contactways.schema";
import { createWay } from "./create-way";
import { deleteWay } from "./delete-way";
import { markWaitingTags } from "./mark-arrival-tags";
import { noteArrival } from "./note-arrival";
import { settleWays } from "./settle-ways";

const ADD = "/cgi-bin/externalcontact/add_contact_way";
const UPDATE = "/cgi-bin/externalcontact/update_contact_way";

let test: TestApp;
let admin: Actor;
beforeAll(async () => {
  test = await buildTestApp({ sandbox: true });
  admin = adminOf(test.corpId);
  await buildMember(test.app, { userid: "m1", name: "周敏" });
  await buildMember(test.app, { userid: "m2", name: "李强" });
});
afterAll(() => test.close());
beforeEach(() => test.sandbox.control("DELETE", "/faults"));

let names = 0;
function content(fields: Partial<WayContent> = {}): WayContent {
  names += 1;
  return WayContent.parse({ name: `门店${names}海报`, userids: ["m1"], ...fields });
}

const wayOf = (id: string) => test.app.db.getRepository(ContactWay).findOneByOrFail({ corpId: test.corpId, id });
const breakCall = (path: string, fault: Record<string, unknown>) =>
  test.sandbox.control("PUT", "/faults", { api: [{ path, times: 1, ...fault }] });
const ways = async () => (await listWays(test.app, test.corpId, { limit: 100 })).data;
const rowOf = async (id: string) => (await ways()).find((row) => row.id === id);
const inWecom = async (state: string) =>
  (await test.sandbox.calls(ADD)).filter((call) => (call.body as { state: string }).state === state).length;

interface Scanned {
  externalUserid: string;
  welcomeCode: string;
  userid: string;
}

/** The customer scans, the callback says so, everything that follows is carried out. */
async function scan(id: string, changeType = "add_external_contact"): Promise<Scanned> {
  const way = await wayOf(id);
  const met = await test.sandbox.act<Scanned>("contactWay.scan", { configId: way.configId, name: "王小明" });
  await deliver(met, way.state, changeType);
  return met;
}

async function deliver(met: Scanned, state: string, changeType = "add_external_contact"): Promise<void> {
  const { now } = await test.sandbox.control<{ now: number }>("GET", "/clock");
  test.clock.set(new Date(now * 1_000));
  const { corpId } = test;
  const pair = { userid: met.userid, externalUserid: met.externalUserid, eventTime: now };
  const offered = { ...pair, welcomeCode: met.welcomeCode, state };
  await test.app.work.transaction(async (tx) => {
    await test.app.work.publish(tx, { corpId, name: "contact.welcome-offered", payload: offered });
    await test.app.work.publish(tx, { corpId, name: "callback.contact", payload: { ...pair, changeType, state } });
  });
  await drainWork(test.app);
}

const welcomes = async (externalUserid: string) =>
  (await test.sandbox.phone(externalUserid)).filter((message) => message.via === "welcome");

describe("a customer who scans", () => {
  it("is greeted in the words of that code, tagged, and counted with the source on the timeline", async () => {
    const tagId = await ensureCorpTag(test.app, test.corpId, { groupName: "来源", name: "门店海报" });
    const link = { title: "安装指南", url: "https://example.com/guide" };
    const welcome = {
      text: "{{称呼}}您好,我是{{顾问}},欢迎光临三里屯店。",
      attachments: [{ msgtype: "link" as const, link }],
    };
    const id = await createWay(test.app, admin, content({ name: "三里屯店", tagIds: [tagId], welcome }));
    const { externalUserid, userid } = await scan(id);

    const [message, ...more] = await welcomes(externalUserid);
    expect(more).toEqual([]);
    expect(message?.text).toBe("王小明您好,我是周敏,欢迎光临三里屯店。");
    expect(JSON.stringify(message?.attachments)).toContain("https://example.com/guide");
    const tags = await tagsOfCustomers(test.app, test.corpId, [externalUserid]);
    expect(tags.get(externalUserid)).toMatchObject([{ id: tagId, userid }]);
    const timeline = await listTimeline(test.app, { corpId: test.corpId, externalUserid, limit: 20 });
    expect(timeline.data.find((entry) => entry.kind === "contact.channel")?.data).toMatchObject({
      wayId: id,
      text: "通过渠道活码「三里屯店」添加",
    });
    expect(await rowOf(id)).toMatchObject({ added: 1, staying: 1, lost: 0, addedToday: 1 });
  });

  it("is greeted and counted once, however often the callback comes", async () => {
    const id = await createWay(test.app, admin, content({ welcome: { text: "欢迎", attachments: [] } }));
    const met = await scan(id);
    const { state } = await wayOf(id);
    await Promise.all([deliver(met, state), deliver(met, state)]);
    expect(await welcomes(met.externalUserid)).toHaveLength(1);
    expect(await rowOf(id)).toMatchObject({ added: 1, staying: 1 });
  });

  it("is counted once when two jobs note the arrival at the same time", async () => {
    const id = await createWay(test.app, admin, content());
    const met = await scan(id);
    const pair = { corpId: test.corpId, externalUserid: met.externalUserid, userid: met.userid };
    const [first, second] = await Promise.all([noteArrival(test.app, pair), noteArrival(test.app, pair)]);
    expect(first).toBe(second);
    expect(await rowOf(id)).toMatchObject({ added: 1 });
  });

  it("counts as lost after deleting the member, and as staying again after coming back", async () => {
    const id = await createWay(test.app, admin, content());
    const met = await scan(id);
    const { state } = await wayOf(id);
    await test.sandbox.act("customer.delete", { ...pairOf(met), by: "customer" });
    await moveClock(test, new Date(test.clock.now().getTime() + 2_000));
    await deliver(met, state, "del_follow_user");
    expect(await rowOf(id)).toMatchObject({ added: 1, staying: 0, lost: 1 });
    const today = (await daysOfWay(test.app, test.corpId, id)).at(-1);
    expect(today).toMatchObject({ added: 1, lost: 1 });
    await moveClock(test, new Date(test.clock.now().getTime() + 2_000));
    await test.sandbox.act("customer.add", { ...pairOf(met), state });
    await deliver(met, state);
    expect(await rowOf(id)).toMatchObject({ added: 1, staying: 1, lost: 0 });
  });

  it("gets the tags once the member has accepted", async () => {
    const tagId = await ensureCorpTag(test.app, test.corpId, { groupName: "来源", name: "待通过" });
    const id = await createWay(test.app, admin, content({ tagIds: [tagId], skipVerify: false }));
    const { state } = await wayOf(id);
    const met = await test.sandbox.act<Scanned>("customer.add", { userid: "m1", state, half: true });
    await deliver({ ...met, userid: "m1" }, state, "add_half_external_contact");
    const tagsOf = async () => (await tagsOfCustomers(test.app, test.corpId, [met.externalUserid])).size;
    expect(await tagsOf()).toBe(0);
    await test.sandbox.act("customer.accept", { userid: "m1", externalUserid: met.externalUserid });
    await deliver({ ...met, userid: "m1" }, state);
    await moveClock(test, new Date(test.clock.now().getTime() + 40_000));
    expect(await markWaitingTags(test.app, test.corpId)).toBe(1);
    expect(await tagsOf()).toBe(1);
    expect(await markWaitingTags(test.app, test.corpId)).toBe(0);
  });

  it("gets the other tags when one was deleted in WeCom", async () => {
    const tagId = await ensureCorpTag(test.app, test.corpId, { groupName: "来源", name: "还在" });
    const id = await createWay(test.app, admin, content({ tagIds: ["etGONE", tagId] }));
    const { externalUserid } = await scan(id);
    expect((await tagsOfCustomers(test.app, test.corpId, [externalUserid])).get(externalUserid)).toMatchObject([
      { id: tagId },
    ]);
  });

  it("with an unknown state is no arrival of ours", async () => {
    const met = await test.sandbox.act<Scanned>("customer.add", { userid: "m1", state: "printed-long-ago" });
    await deliver({ ...met, userid: "m1" }, "printed-long-ago");
    expect(await noteArrival(test.app, { corpId: test.corpId, ...pairOf({ ...met, userid: "m1" }) })).toBeNull();
    expect(await welcomes(met.externalUserid)).toHaveLength(1);
  });
});

const pairOf = ({ userid, externalUserid }: Scanned) => ({ userid, externalUserid });

describe("createWay", () => {
  it("is found again, not made twice, when WeCom's answer was lost", async () => {
    await breakCall(ADD, { cutAfterWork: true });
    const id = await createWay(test.app, admin, content());
    const way = await wayOf(id);
    expect(way).toMatchObject({ status: "live", configId: expect.any(String) });
    expect(way.qrCode).toContain("http");
    expect(await inWecom(way.state)).toBe(1);
  });

  it("is found by the schedule when the process died before the answer", async () => {
    const id = await createWay(test.app, admin, content());
    const made = await wayOf(id);
    await test.app.db.getRepository(ContactWay).update({ id }, { status: "making", configId: null, qrCode: "" });
    expect(await settleWays(test.app, test.corpId)).toBe(0);
    await moveClock(test, new Date(test.clock.now().getTime() + 40_000));
    expect(await settleWays(test.app, test.corpId)).toBe(1);
    expect(await wayOf(id)).toMatchObject({ status: "live", configId: made.configId, qrCode: made.qrCode });
    expect(await inWecom(made.state)).toBe(1);
  });

  it("is made by the schedule when the process died before the call", async () => {
    const id = await createWay(test.app, admin, content());
    const { state, configId } = await wayOf(id);
    // As if it had never reached WeCom: nothing there carries this state.
    await test.app.db
      .getRepository(ContactWay)
      .update({ id }, { status: "making", configId: null, state: `${state.slice(0, -1)}x` });
    await moveClock(test, new Date(test.clock.now().getTime() + 40_000));
    await settleWays(test.app, test.corpId);
    const way = await wayOf(id);
    expect(way.status).toBe("live");
    expect(way.configId).not.toBe(configId);
  });

  it("leaves nothing behind when WeCom refuses, and says why", async () => {
    await breakCall(ADD, { errcode: 41045 });
    const wanted = content();
    await expect(createWay(test.app, admin, wanted)).rejects.toMatchObject({ code: "contactway.quota_used" });
    await breakCall(ADD, { errcode: 41041 });
    await expect(createWay(test.app, admin, wanted)).rejects.toMatchObject({ code: "contactway.too_many_members" });
    await expect(createWay(test.app, admin, { ...wanted, userids: ["m3"] })).rejects.toMatchObject({
      code: "contactway.member_unusable",
    });
    expect((await ways()).map((row) => row.name)).not.toContain(wanted.name);
    await createWay(test.app, admin, wanted);
  });

  it("gives a name to one of two that want it at the same time", async () => {
    const wanted = content();
    const outcomes = await Promise.allSettled([createWay(test.app, admin, wanted), createWay(test.app, admin, wanted)]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find((outcome) => outcome.status === "rejected")).toMatchObject({
      reason: { code: "contactway.name_taken" },
    });
  });

  it("refuses a welcome that could not be sent", async () => {
    const welcome = { text: "{{生日}}快乐", attachments: [] };
    await expect(createWay(test.app, admin, content({ welcome }))).rejects.toMatchObject({
      code: "contactway.bad_welcome",
    });
  });
});

describe("updateWay", () => {
  it("replaces the members under the same code", async () => {
    const wanted = content();
    const id = await createWay(test.app, admin, wanted);
    const before = await wayOf(id);
    await updateWay(test.app, admin, id, { version: 1, content: { ...wanted, userids: ["m2"] } });
    const after = await wayOf(id);
    expect(after).toMatchObject({ configId: before.configId, qrCode: before.qrCode, wanted: null, version: 2 });
    expect((await scan(id)).userid).toBe("m2");
    expect(await rowOf(id)).toMatchObject({ members: [{ userid: "m2", name: "李强" }], added: 1 });
  });

  it("lets one of two editors win, the other is told", async () => {
    const wanted = content();
    const id = await createWay(test.app, admin, wanted);
    const edit = (text: string) =>
      updateWay(test.app, admin, id, { version: 1, content: { ...wanted, welcome: { text, attachments: [] } } });
    const outcomes = await Promise.allSettled([edit("甲"), edit("乙")]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find((outcome) => outcome.status === "rejected")).toMatchObject({
      reason: { code: "contactway.changed" },
    });
  });

  it("stays as it was when WeCom refuses", async () => {
    const wanted = content();
    const id = await createWay(test.app, admin, wanted);
    await breakCall(UPDATE, { errcode: 41041 });
    const change = { ...wanted, name: "新名字", userids: ["m2"] };
    await expect(updateWay(test.app, admin, id, { version: 1, content: change })).rejects.toMatchObject({
      code: "contactway.too_many_members",
    });
    expect(await wayOf(id)).toMatchObject({ content: wanted, wanted: null, liveName: wanted.name });
  });

  it("is carried to its end by the schedule when the process died in the middle", async () => {
    const wanted = content();
    const id = await createWay(test.app, admin, wanted);
    const change = { ...wanted, userids: ["m2"], welcome: { text: "换人了", attachments: [] } };
    await test.app.db.getRepository(ContactWay).update({ id }, { wanted: change, version: 2 });
    await moveClock(test, new Date(test.clock.now().getTime() + 40_000));
    await settleWays(test.app, test.corpId);
    expect(await wayOf(id)).toMatchObject({ wanted: null, content: { userids: ["m2"] } });
    const met = await scan(id);
    expect((await welcomes(met.externalUserid))[0]?.text).toBe("换人了");
  });

  it("is for managers, and for their own people", async () => {
    const wanted = content({ userids: ["m1"] });
    const id = await createWay(test.app, admin, wanted);
    await expect(
      updateWay(test.app, repOf(test.corpId, "m1"), id, { version: 1, content: wanted }),
    ).rejects.toMatchObject({ code: "auth.forbidden" });
    const lead: Actor = { ...admin, userid: "m2", role: "manager", scope: ["m2"] };
    await expect(updateWay(test.app, lead, id, { version: 1, content: wanted })).rejects.toMatchObject({
      code: "auth.forbidden",
    });
  });
});

describe("deleteWay", () => {
  it("leads nowhere any more, keeps its figures, and may be asked for twice", async () => {
    const wanted = content({ welcome: { text: "限时活动", attachments: [] } });
    const id = await createWay(test.app, admin, wanted);
    const met = await scan(id);
    const way = await wayOf(id);
    await deleteWay(test.app, admin, id);
    await deleteWay(test.app, admin, id);
    await expect(test.sandbox.act("contactWay.scan", { configId: way.configId })).rejects.toThrow("404");
    const deleted = await listWays(test.app, test.corpId, { deleted: true, limit: 50 });
    expect(deleted.data.find((row) => row.id === id)).toMatchObject({ status: "deleted", added: 1 });
    expect(await rowOf(id)).toBeUndefined();
    await createWay(test.app, admin, { ...wanted, welcome: null });
    const relation = await test.app.db
      .getRepository(FollowRelation)
      .findOneByOrFail({ corpId: test.corpId, externalUserid: met.externalUserid });
    expect(relation.state).toBe(way.state);
  });

  it("is done when the code was deleted behind our back", async () => {
    const id = await createWay(test.app, admin, content());
    await breakCall("/cgi-bin/externalcontact/del_contact_way", { errcode: 41044 });
    await deleteWay(test.app, admin, id);
    expect(await wayOf(id)).toMatchObject({ status: "deleted", liveName: null });
  });
});
