import { addCustomer, advance, errcode, type Json, secondApp, useSandbox } from "./bench";

const DAY = 86_400;

interface Bench {
  readonly box: Parameters<typeof addCustomer>[0];
}

const template = (held: Bench, body: Json) =>
  held.box.api<{ msgid: string; fail_list: string[] }>("externalcontact/add_msg_template", {
    text: { content: "滤芯到了" },
    ...body,
  });

async function customers(held: Bench, userid: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) ids.push((await addCustomer(held.box, userid)).externalUserid);
  return ids;
}

describe("messaging §13.1 whose token, which app, whose member", () => {
  const held = useSandbox();

  it("is checked on each call: 48002 for an app outside the list, 60011 for a member outside the range", async () => {
    const outside = await secondApp(held.box, { callable: false });
    const body = { sender: "m1", text: { content: "一" } };
    for (const path of ["add_msg_template", "add_moment_task", "send_welcome_msg", "groupchat/list"]) {
      expect((await outside(`externalcontact/${path}`, body)).errcode).toBe(48002);
    }
    expect((await outside("kf/account/list", {})).errcode).toBe(48002);
    expect(
      (await outside("message/send", { touser: "m1", msgtype: "text", agentid: 1, text: { content: "一" } })).errcode,
    ).toBe(40056);
    expect((await template(held, { sender: "m4" })).errcode).toBe(60011);
    await held.box.act("member.change", { userid: "m4", visible: true });
    expect((await template(held, { sender: "m4" })).errcode).toBe(41048);
  });
});

describe("messaging §13.2 mass messages", () => {
  const held = useSandbox();
  const tasks = (msgid: string) => held.box.api<{ task_list: Json[] }>("externalcontact/get_groupmsg_task", { msgid });
  const results = (msgid: string, userid: string) =>
    held.box.api<{ send_list: Json[] }>("externalcontact/get_groupmsg_send_result", { msgid, userid });

  it("are validated as §1.1 says", async () => {
    const refused = async (body: Json) => (await template(held, body)).errcode;
    expect(await refused({})).toBe(40063);
    expect(await refused({ sender: "m1", text: { content: "" } })).toBe(40063);
    expect(await refused({ sender: "m1", text: { content: "字".repeat(1334) } })).toBe(45002);
    expect(await refused({ chat_type: "group" })).toBe(40063);
    const link = { msgtype: "link", link: { title: "一", url: "https://example.com" } };
    expect(await refused({ sender: "m1", attachments: Array(10).fill(link) })).toBe(40058);
    expect(await refused({ external_userid: Array.from({ length: 10_001 }, (_, i) => `wm${i}`) })).toBe(40058);
    expect(await refused({ external_userid: ["wmNOBODY"] })).toBe(41048);
    expect(await refused({ sender: ["m1"] })).toBe(40058);
  });

  it("without a sender fall to whoever last talked with each customer, under one msgid", async () => {
    const [first, second] = await customers(held, "m1", 2);
    for (const externalUserid of [first, second]) await held.box.act("customer.add", { userid: "m2", externalUserid });
    await held.box.act("message.send", { from: "m1", to: first, msgtype: "text", content: "您好" });
    await held.box.act("message.send", { from: "m2", to: second, msgtype: "text", content: "您好" });
    const { msgid, fail_list } = await template(held, { external_userid: [first, second, "wmNOBODY"] });
    expect(fail_list).toEqual(["wmNOBODY"]);
    expect((await tasks(msgid)).errcode).toBe(41063); // still being dispatched
    await advance(held.box, 2);
    expect((await tasks(msgid)).task_list).toEqual([
      { userid: "m1", status: 0 },
      { userid: "m2", status: 0 },
    ]);
    expect((await results(msgid, "m1")).send_list).toEqual([{ external_userid: first, userid: "m1", status: 0 }]);
    await held.box.act("customer.delete", { userid: "m1", externalUserid: first, by: "customer" });
    await held.box.act("groupmsg.confirm", { msgid, userid: "m1" });
    expect((await results(msgid, "m1")).send_list).toEqual([{ external_userid: first, userid: "m1", status: 2 }]);
    expect((await results(msgid, "m2")).send_list).toMatchObject([{ status: 0 }]);
    await held.box.act("groupmsg.confirm", { msgid, userid: "m2" });
    expect((await results(msgid, "m2")).send_list).toMatchObject([{ status: 1, send_time: expect.any(Number) }]);
  });

  it("to groups list what was sent and nothing else", async () => {
    const [one] = await customers(held, "m1", 1);
    const open = (name: string) =>
      held.box.act<{ chatId: string }>("group.create", { owner: "m1", customers: [one], name });
    const [first, second] = [await open("一群"), await open("二群")];
    const { msgid } = await template(held, { chat_type: "group", sender: "m1" });
    await advance(held.box, 2);
    expect((await results(msgid, "m1")).send_list).toEqual([]);
    await held.box.act("groupmsg.confirm", { msgid, userid: "m1", chatIds: [second.chatId] });
    const sent = (await results(msgid, "m1")).send_list;
    expect(sent).toMatchObject([{ chat_id: second.chatId, status: 1 }]);
    expect(sent[0]).not.toHaveProperty("external_userid");
    expect(first.chatId).not.toBe(second.chatId);
  });
});

describe("messaging §13.3 the receive quota", () => {
  const held = useSandbox();

  it.each([
    ["day", 1],
    ["week", 7],
  ])(
    "per %s lets %i mass messages through, personal ones counted, and status 3 says the rest",
    async (massQuota, allowed) => {
      await held.box.control("PUT", "/limits", { massQuota });
      const [customer] = await customers(held, "m1", 1);
      for (let i = 1; i < allowed; i++) {
        await held.box.act("groupmsg.personal", { userid: "m1", text: "自己的", externalUserids: [customer] });
      }
      const send = async () => {
        const { msgid } = await template(held, { sender: "m1", external_userid: [customer] });
        return held.box.act("groupmsg.confirm", { msgid, userid: "m1" });
      };
      expect(await send()).toEqual({ sent: 1, failed: 0 });
      expect(await send()).toEqual({ sent: 0, failed: 1 });
      await advance(held.box, (massQuota === "day" ? 1 : 7) * DAY);
      expect(await send()).toEqual({ sent: 1, failed: 0 });
    },
  );

  it("per month lets as many through as the month has days", async () => {
    await held.box.control("PUT", "/limits", { massQuota: "month" });
    await held.box.control("POST", "/clock", { at: Date.parse("2027-02-01T12:00:00+08:00") / 1000 });
    const [customer] = await customers(held, "m1", 1);
    const send = () => held.box.act("groupmsg.personal", { userid: "m1", text: "一", externalUserids: [customer] });
    for (let i = 0; i < 28; i++) expect(await send()).toMatchObject({ sent: 1 });
    expect(await send()).toMatchObject({ sent: 0 });
    await held.box.control("POST", "/clock", { at: Date.parse("2027-03-01T00:00:01+08:00") / 1000 });
    expect(await send()).toMatchObject({ sent: 1 });
  });
});

describe("messaging §13.4 remind and cancel", () => {
  const held = useSandbox();

  it("take three reminders in any 24 hours; a cancelled task keeps what was sent and is not reminded of", async () => {
    const [mine, theirs] = [(await customers(held, "m1", 1))[0]!, (await customers(held, "m2", 1))[0]!];
    const { msgid } = await template(held, { external_userid: [mine, theirs] });
    const remind = () => errcode(held.box.api("externalcontact/remind_groupmsg_send", { msgid }));
    expect([await remind(), await remind(), await remind(), await remind()]).toEqual([0, 0, 0, 41094]);
    await advance(held.box, DAY - 60);
    expect(await remind()).toBe(41094);
    await advance(held.box, 61);
    expect(await remind()).toBe(0);
    await held.box.act("groupmsg.confirm", { msgid, userid: "m1" });
    expect(await errcode(held.box.api("externalcontact/cancel_groupmsg_send", { msgid }))).toBe(0);
    expect(await remind()).toBe(41093);
    await expect(held.box.act("groupmsg.confirm", { msgid, userid: "m2" })).rejects.toThrow("groupmsg.cancelled");
    const rows = async (userid: string) =>
      (await held.box.api<{ send_list: Json[] }>("externalcontact/get_groupmsg_send_result", { msgid, userid }))
        .send_list;
    expect([...(await rows("m1")), ...(await rows("m2"))].map((row) => row.status)).toEqual([1, 0]);
  });
});

describe("messaging §13.5 the welcome code under the archive", () => {
  const held = useSandbox();

  it("gives 41053 before the customer agrees, and the consent brings a code; two apps race for it", async () => {
    await held.box.act("archive.mode", { consent: "asked" });
    await held.box.control("PUT", "/limits", { welcomeMs: 1000 });
    const other = await secondApp(held.box);
    const welcome = (welcome_code: unknown) => ({ welcome_code, text: { content: "您好" } });
    const { externalUserid, welcomeCode } = await addCustomer(held.box, "m1");
    const early = held.box.api("externalcontact/send_welcome_msg", welcome(welcomeCode));
    expect(await errcode(early)).toBe(41053);
    const agreed = await held.box.act("consent", { externalUserid, userid: "m1", agree: true });
    const both = await Promise.all([
      errcode(held.box.api("externalcontact/send_welcome_msg", welcome(agreed.welcomeCode))),
      other("externalcontact/send_welcome_msg", welcome(agreed.welcomeCode)).then((row) => row.errcode),
    ]);
    expect(both.sort()).toEqual([0, 41096]);
    expect(
      await errcode(held.box.api("externalcontact/send_welcome_msg", welcome(agreed.welcomeCode))),
    ).toBeGreaterThan(41049);
    const missing = held.box.api("externalcontact/send_welcome_msg", { text: { content: "您好" } });
    expect(await errcode(missing)).toBe(41049);
  });
});

describe("messaging §13.6 moments", () => {
  const held = useSandbox();
  const call = <T = Json>(path: string, body: Json) => held.box.api<T>(`externalcontact/${path}`, body);

  it("run through a job, are published by a tap each, and answer comments without their text", async () => {
    const [customer] = await customers(held, "m1", 1);
    const created = await call<{ jobid: string }>("add_moment_task", {
      text: { content: "雨季到了" },
      visible_range: { sender_list: { user_list: ["m1", "m4"] } },
    });
    const job = () =>
      held.box.api<{ status: number; result?: { moment_id: string } }>(
        "externalcontact/get_moment_task_result",
        undefined,
        { jobid: created.jobid },
      );
    const seen: number[] = [];
    for (let i = 0; i < 6; i++) {
      seen.push((await job()).status);
      await advance(held.box, 0.25);
    }
    expect(seen.at(0)).toBeLessThan(3); // real time passes as well
    expect(seen).toEqual([...seen].sort());
    const done = await job();
    expect(done.status).toBe(3);
    const moment_id = done.result!.moment_id;
    expect(await call("get_moment_task", { moment_id })).toMatchObject({
      task_list: [{ userid: "m1", publish_status: 0 }],
    });
    expect((await call("get_moment_comments", { moment_id, userid: "m1" })).errcode).toBe(41062);
    await held.box.act("moment.confirm", { momentId: moment_id, userid: "m1" });
    await held.box.act("moment.comment", { momentId: moment_id, userid: "m1", externalUserid: customer });
    expect(await call("get_moment_task", { moment_id })).toMatchObject({ task_list: [{ publish_status: 1 }] });
    const { comment_list } = await call<{ comment_list: Json[] }>("get_moment_comments", { moment_id, userid: "m1" });
    expect(comment_list).toEqual([{ external_userid: customer, create_time: expect.any(Number) }]);
    await advance(held.box, DAY);
    expect((await job()).errcode).not.toBe(0);
  });

  it("are ten a minute at most", async () => {
    const make = () => errcode(call("add_moment_task", { text: { content: "一" } }));
    for (let i = 0; i < 10; i++) expect(await make()).toBe(0);
    expect(await make()).toBe(45009);
    await advance(held.box, 61);
    expect(await make()).toBe(0);
  });
});
