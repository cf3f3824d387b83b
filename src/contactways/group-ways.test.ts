import { buildMember } from "../../test/factories";
import { adminOf, buildTestApp, drainWork, repOf, type TestApp } from "../../test/harness";
import { type Routes, serveRoutes } from "../../test/routes";
import { listTimeline } from "../contacts";
import { contactwaysConsole } from "./contactways.console";
import type { GroupWayRow } from "./contactways.schema";
import { GroupWay } from "./group-way.entity";
import { noteGroupArrivals } from "./note-group-arrivals";
import { createGroupWay, deleteGroupWay, updateGroupWay } from "./save-group-way";

const ADD = "/cgi-bin/externalcontact/groupchat/add_join_way";
const UPDATE = "/cgi-bin/externalcontact/groupchat/update_join_way";

let test: TestApp;
let routes: Routes;
beforeAll(async () => {
  test = await buildTestApp({ sandbox: true });
  await buildMember(test.app, { userid: "m1", name: "周敏" });
  routes = serveRoutes(test.app, contactwaysConsole, adminOf(test.corpId));
});
afterAll(async () => {
  routes.close();
  await test.close();
});
beforeEach(() => test.sandbox.control("DELETE", "/faults"));

let names = 0;
const contentFor = (...chatIds: string[]) => {
  names += 1;
  return { name: `会员群${names}`, chatIds, autoCreate: true, roomName: "" };
};
const newGroup = async () =>
  (
    await test.sandbox.act<{ chatId: string }>("group.create", {
      owner: "m1",
      members: [],
      customers: [],
      name: "会员",
    })
  ).chatId;
const newCustomer = async () =>
  (await test.sandbox.act<{ externalUserid: string }>("customer.add", { userid: "m1" })).externalUserid;
const wayOf = (id: string) => test.app.db.getRepository(GroupWay).findOneByOrFail({ corpId: test.corpId, id });
const rowOf = async (id: string) =>
  (await routes.get<{ data: GroupWayRow[] }>("/groupways")).data.find((row) => row.id === id);
/** WeCom shows a changed group two seconds later. */
const settle = () => test.sandbox.control("POST", "/clock", { advanceSeconds: 3 });

it("makes a code whose picture can be shown, and takes its name", async () => {
  const content = contentFor(await newGroup());
  const { data } = await routes.post<{ data: GroupWayRow }>("/groupways", content, 201);
  expect(data).toMatchObject({ status: "live", qrCode: expect.stringContaining("http"), joined: 0 });
  await routes.post("/groupways", content, 409);
  await routes.as(repOf(test.corpId, "m1")).post("/groupways", contentFor("x"), 403);
  routes.as(adminOf(test.corpId));
});

it("counts who joins by it, once, and who leaves, and says so on the timeline", async () => {
  const chatId = await newGroup();
  const id = await createGroupWay(test.app, adminOf(test.corpId), contentFor(chatId));
  const { configId } = await wayOf(id);
  const externalUserid = await newCustomer();
  await test.app.db.query(
    "INSERT INTO external_contacts (corp_id, external_userid, last_activity_at) VALUES (?, ?, UTC_TIMESTAMP())",
    [test.corpId, externalUserid],
  );
  await test.sandbox.act("joinWay.scan", { configId, externalUserid });
  await settle();
  const found = await Promise.all([1, 2].map(() => noteGroupArrivals(test.app, test.corpId, chatId)));
  expect(found).toEqual([1, 1]);
  expect(await rowOf(id)).toMatchObject({ joined: 1, staying: 1 });
  const timeline = await listTimeline(test.app, { corpId: test.corpId, externalUserid, limit: 10 });
  expect(timeline.data.filter((entry) => entry.kind === "group.channel")).toHaveLength(1);

  const leaving = { chatId, change: "del_member", members: [], customers: [externalUserid] };
  await test.sandbox.act("group.change", leaving);
  await settle();
  await noteGroupArrivals(test.app, test.corpId, chatId);
  expect(await rowOf(id)).toMatchObject({ joined: 1, staying: 0 });
});

it("looks at a group when its news comes, after WeCom has settled", async () => {
  const chatId = await newGroup();
  await createGroupWay(test.app, adminOf(test.corpId), contentFor(chatId));
  await test.app.work.transaction((tx) =>
    test.app.work.publish(tx, { corpId: test.corpId, name: "group.changed", payload: { chatId, change: "update" } }),
  );
  const before = (await test.sandbox.calls("/cgi-bin/externalcontact/groupchat/get")).length;
  await drainWork(test.app);
  expect((await test.sandbox.calls("/cgi-bin/externalcontact/groupchat/get")).length).toBeGreaterThan(before);
});

it("says that a lost answer cannot be cleared up, and lets the code be made anew", async () => {
  await test.sandbox.control("PUT", "/faults", { api: [{ path: ADD, times: 1, cutAfterWork: true }] });
  const content = contentFor(await newGroup());
  const id = await createGroupWay(test.app, adminOf(test.corpId), content);
  expect(await rowOf(id)).toMatchObject({ status: "unclear", qrCode: "" });
  await deleteGroupWay(test.app, test.corpId, id);
  const again = await createGroupWay(test.app, adminOf(test.corpId), content);
  expect(await wayOf(again)).toMatchObject({ status: "live" });
});

it("leaves nothing behind when WeCom refuses", async () => {
  const content = contentFor("wrGONE");
  await expect(createGroupWay(test.app, adminOf(test.corpId), content)).rejects.toMatchObject({ name: "WecomError" });
  expect((await routes.get<{ data: GroupWayRow[] }>("/groupways")).data.map((row) => row.name)).not.toContain(
    content.name,
  );
});

it("keeps the groups that WeCom opened when only the name changes", async () => {
  const chatId = await newGroup();
  const opened = await newGroup();
  const content = contentFor(chatId);
  const id = await createGroupWay(test.app, adminOf(test.corpId), content);
  const { configId, state } = await wayOf(id);
  // As WeCom does when the first is full: a group more, and the number counted on.
  const { accessToken } = await token();
  await fetch(`${test.sandbox.url}${UPDATE}?access_token=${accessToken}`, {
    method: "POST",
    body: JSON.stringify({ config_id: configId, scene: 2, chat_id_list: [chatId, opened], room_base_id: 7, state }),
  });
  await updateGroupWay(test.app, adminOf(test.corpId), id, {
    version: 1,
    content: { ...content, name: `${content.name}新` },
  });
  const sent = (await test.sandbox.calls(UPDATE)).at(-1)?.body;
  expect(sent).toMatchObject({ chat_id_list: [chatId, opened], room_base_id: 7, remark: `${content.name}新` });
  await expect(updateGroupWay(test.app, adminOf(test.corpId), id, { version: 1, content })).rejects.toMatchObject({
    code: "contactway.changed",
  });
});

async function token(): Promise<{ accessToken: string }> {
  const { corpId, appSecret } = test.sandbox.corp;
  const query = new URLSearchParams({ corpid: corpId, corpsecret: appSecret });
  const answer = (await (await fetch(`${test.sandbox.url}/cgi-bin/gettoken?${query}`)).json()) as Record<
    string,
    string
  >;
  return { accessToken: answer.access_token ?? "" };
}
