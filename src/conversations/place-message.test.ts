import { type ParsedMessage, parseMessage } from "./parse-message";
import { Directory, placeMessage } from "./place-message";

const directory = new Directory(["Lin.Mei", "gao.yu", "wmiller"]);

function place(from: string, tolist: string[], roomid = "") {
  const json = JSON.stringify({
    msgid: "m",
    action: "send",
    from,
    tolist,
    roomid,
    msgtime: 1766880000000,
    msgtype: "text",
    text: { content: "x" },
  });
  const parsed = parseMessage(json) as { message: ParsedMessage };
  return placeMessage(parsed.message, directory);
}

it("gives both directions of a member and a customer one thread, however the userid is spelled", () => {
  const out = place("lin.mei", ["wmAAA"]);
  const back = place("wmAAA", ["LIN.MEI"]);
  expect(out).toMatchObject({
    kind: "single",
    userid: "Lin.Mei",
    externalUserid: "wmAAA",
    senderKind: "member",
    senderId: "Lin.Mei",
  });
  expect(back).toMatchObject({ kind: "single", threadKey: out?.threadKey, senderKind: "customer", senderId: "wmAAA" });
});

it("tells external ids apart by case, and by prefix only after the member list", () => {
  expect(place("gao.yu", ["wmAAA"])?.threadKey).not.toBe(place("gao.yu", ["wmaaa"])?.threadKey);
  expect(place("wmiller", ["gao.yu"])).toMatchObject({ kind: "internal", senderKind: "member" });
  expect(place("woCCC", ["gao.yu"])).toMatchObject({ kind: "single", senderKind: "customer" });
  expect(place("left.colleague", ["wmAAA"])).toMatchObject({ kind: "single", userid: "left.colleague" });
});

it("files a room under its id, as a group once a customer is in it", () => {
  expect(place("gao.yu", ["Lin.Mei", "wmAAA"], "wrR1")).toMatchObject({
    threadKey: "room:wrR1",
    kind: "group",
    chatId: "wrR1",
    userid: null,
    members: ["gao.yu", "Lin.Mei"],
    customers: ["wmAAA"],
  });
  expect(place("gao.yu", ["Lin.Mei"], "wrR1")).toMatchObject({ threadKey: "room:wrR1", kind: "internal" });
});

it("keeps colleagues and robots internal, whoever speaks", () => {
  const one = place("gao.yu", ["Lin.Mei"]);
  expect(one).toMatchObject({ kind: "internal", externalUserid: null });
  expect(place("lin.mei", ["GAO.YU"])?.threadKey).toBe(one?.threadKey);
  expect(place("wb77", ["gao.yu"])).toMatchObject({ kind: "internal", senderKind: "robot", members: ["gao.yu"] });
});

it("gives a call of several people without a room a thread of its own", () => {
  const call = place("gao.yu", ["Lin.Mei", "wmAAA"]);
  expect(call).toMatchObject({ kind: "group", chatId: null, externalUserid: null });
  expect(place("wmAAA", ["lin.mei", "gao.yu"])?.threadKey).toBe(call?.threadKey);
});

it("finds no place for a message that names nobody else", () => {
  expect(place("gao.yu", [])).toBeNull();
  expect(place("gao.yu", ["GAO.YU"])).toBeNull();
});
