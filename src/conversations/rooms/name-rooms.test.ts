import { buildMember } from "../../../test/factories";
import { buildTestApp, drainWork, type TestApp } from "../../../test/harness";
import { readNames } from "../names";
import { storeMessages } from "../store-messages";
import { InternalRoom } from "./internal-room.entity";
import { nameRooms } from "./name-rooms";

const PATH = "/cgi-bin/msgaudit/groupchat/get";
let test: TestApp;
let seq = 0;

beforeAll(async () => {
  test = await buildTestApp({ sandbox: true });
  for (const userid of ["m1", "m2"]) await buildMember(test.app, { userid });
  // An app that makes internal rooms sees the whole company.
  await test.sandbox.act("member.change", { userid: "m4", visible: true });
  const { url, corp } = test.sandbox;
  const token = await fetch(
    `${url}/cgi-bin/gettoken?corpid=${corp.corpId}&corpsecret=${encodeURIComponent(corp.appSecret)}`,
  ).then((answer) => answer.json() as Promise<{ access_token: string }>);
  const made = await fetch(`${url}/cgi-bin/appchat/create?access_token=${token.access_token}`, {
    method: "POST",
    body: JSON.stringify({ chatid: "wrINTERNAL1", name: "华东一组", owner: "m1", userlist: ["m1", "m2"] }),
  });
  expect(await made.json()).toMatchObject({ errcode: 0 });
});
afterAll(() => test.close());
beforeEach(() => test.app.db.query("DELETE FROM internal_rooms WHERE corp_id = ?", [test.corpId]));

async function say(roomid: string, tolist = ["m2"]): Promise<void> {
  seq += 1;
  const msgid = `r${seq}`;
  const message = { msgid, action: "send", from: "m1", tolist, roomid, msgtime: 1_766_880_000_000 + seq };
  const json = JSON.stringify({ ...message, msgtype: "text", text: { content: "早" } });
  await storeMessages(test.app, { corpId: test.corpId, rows: [{ seq: String(seq), msgid, json }] });
}
const calls = async () => (await test.sandbox.calls(PATH)).length;
const nameOf = async (chatId: string) =>
  (await readNames(test.app, test.corpId, { userids: [], externalUserids: [], chatIds: [chatId] })).group(chatId);
const range = { fromId: "1", toId: "99999999" };

it("names a room of colleagues soon after its first words, and asks once a day however much is said", async () => {
  const before = await calls();
  await say("wrINTERNAL1");
  await say("wrINTERNAL1");
  await drainWork(test.app);
  expect(await nameOf("wrINTERNAL1")).toBe("华东一组");
  await say("wrINTERNAL1");
  await drainWork(test.app);
  expect((await calls()) - before).toBe(1);
  test.clock.set(new Date(test.clock.now().getTime() + 25 * 3_600_000));
  await nameRooms(test.app, { corpId: test.corpId, ...range });
  expect((await calls()) - before).toBeGreaterThanOrEqual(2);
});

it("remembers a room that WeCom does not show, and leaves rooms with customers and chats of two alone", async () => {
  await say("wrUNKNOWN");
  await say("wrCUSTOMERS", ["m2", "wmAAA"]);
  await say("");
  await drainWork(test.app);
  const rooms = await test.app.db.getRepository(InternalRoom).findBy({ corpId: test.corpId });
  expect(rooms.find((room) => room.chatId === "wrUNKNOWN")).toMatchObject({ name: "", unreadableErrcode: 90501 });
  expect(rooms.map((room) => room.chatId)).not.toContain("wrCUSTOMERS");
  const before = await calls();
  await nameRooms(test.app, { corpId: test.corpId, ...range });
  expect((await calls()) - before).toBe(rooms.some((room) => room.chatId === "wrINTERNAL1") ? 0 : 1);
});

it("bears two jobs at once, and leaves it to a later try when WeCom is busy", async () => {
  const input = { corpId: test.corpId, ...range };
  await Promise.all([nameRooms(test.app, input), nameRooms(test.app, input)]);
  expect(await nameOf("wrINTERNAL1")).toBe("华东一组");
  await test.app.db.query("DELETE FROM internal_rooms WHERE corp_id = ?", [test.corpId]);
  await test.sandbox.control("PUT", "/faults", { api: [{ path: PATH, errcode: 45009, times: 9 }] });
  await expect(nameRooms(test.app, input)).rejects.toMatchObject({ retryable: true });
  expect(await test.app.db.getRepository(InternalRoom).countBy({ corpId: test.corpId })).toBe(0);
});
