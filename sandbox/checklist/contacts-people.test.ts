import { addCustomer, advance, errcode, type Json, secondApp, settled, useReceiver, useSandbox } from "./bench";

const DAY = 86_400;

describe("contacts §10.6 the relation of a member and a customer", () => {
  const held = useSandbox();
  const receiver = useReceiver(held);
  const list = () => held.box.api<{ external_userid: string[] }>("externalcontact/list", undefined, { userid: "m1" });
  const get = (id: string) => errcode(held.box.api("externalcontact/get", undefined, { external_userid: id }));
  const remark = (id: string) =>
    errcode(held.box.api("externalcontact/remark", { userid: "m1", external_userid: id, remark: "记" }));

  it("goes from none over half to full; while half, calls give 84061", async () => {
    const { externalUserid } = await addCustomer(held.box, "m1", { half: true });
    expect(await get(externalUserid)).toBe(84061);
    expect(await remark(externalUserid)).toBe(84061);
    await held.box.act("customer.accept", { userid: "m1", externalUserid });
    expect(await get(externalUserid)).toBe(0);
    await settled(held.box);
    expect(receiver.events().map((event) => event.ChangeType)).toEqual([
      "add_half_external_contact",
      "add_external_contact",
    ]);
  });

  it("stays listed, readable and markable when the customer deletes the member, and is gone when the member does", async () => {
    const { externalUserid } = await addCustomer(held.box, "m1");
    await held.box.act("customer.delete", { userid: "m1", externalUserid, by: "customer" });
    expect((await list()).external_userid).toContain(externalUserid);
    expect([await get(externalUserid), await remark(externalUserid)]).toEqual([0, 0]);
    await held.box.act("customer.delete", { userid: "m1", externalUserid, by: "member" });
    expect((await list()).external_userid).not.toContain(externalUserid);
    expect([await get(externalUserid), await remark(externalUserid)]).toEqual([84061, 84061]);
    await settled(held.box);
    expect(receiver.events().map((event) => event.ChangeType)).toEqual([
      "add_external_contact",
      "del_follow_user",
      "del_external_contact",
    ]);
  });
});

describe("contacts §10.7 the welcome code", () => {
  const held = useSandbox();
  const receiver = useReceiver(held);
  const welcome = (welcome_code: string | null, content = "您好") =>
    errcode(held.box.api("externalcontact/send_welcome_msg", { welcome_code, text: { content } }));

  it("works once within 20 seconds", async () => {
    const first = await addCustomer(held.box, "m1");
    expect(await welcome(first.welcomeCode)).toBe(0);
    expect(await welcome(first.welcomeCode)).toBe(41050);
    const late = await addCustomer(held.box, "m1");
    await advance(held.box, 21);
    expect(await welcome(late.welcomeCode)).toBe(41050);
    expect(await held.box.control("GET", `/phones/${first.externalUserid}`)).toMatchObject({
      messages: [{ via: "welcome", text: "您好" }],
    });
  });

  it("is shared by all apps: one delivers, the others hear 41096 meanwhile and 41051 afterwards", async () => {
    const other = await secondApp(held.box);
    await held.box.control("PUT", "/limits", { welcomeMs: 1000 });
    const { welcomeCode, externalUserid } = await addCustomer(held.box, "m1");
    const body = { welcome_code: welcomeCode, text: { content: "二号" } };
    const both = [welcome(welcomeCode), other("externalcontact/send_welcome_msg", body).then((row) => row.errcode)];
    expect((await Promise.all(both)).sort()).toEqual([0, 41096]);
    const { messages } = await held.box.control<{ messages: unknown[] }>("GET", `/phones/${externalUserid}`);
    expect(messages).toHaveLength(1);
    await held.box.control("PUT", "/limits", { welcomeMs: 0 });
    const next = await addCustomer(held.box, "m1");
    await welcome(next.welcomeCode);
    const again = { welcome_code: next.welcomeCode, text: { content: "二号" } };
    expect((await other("externalcontact/send_welcome_msg", again)).errcode).toBe(41051);
  });

  it("is left out when the two already chat, after the half event's code was used, for WeCom users and when the console greets", async () => {
    const colleague = await addCustomer(held.box, "m1", { customerType: 2 });
    expect(colleague.welcomeCode).toBeNull();
    const half = await addCustomer(held.box, "m1", { half: true });
    expect(await welcome(half.welcomeCode)).toBe(0);
    const accepted = await held.box.act("customer.accept", { userid: "m1", externalUserid: half.externalUserid });
    expect(accepted.welcomeCode).toBeNull();
    const chatting = await addCustomer(held.box, "m1", { half: true });
    await held.box.act("message.send", { from: chatting.externalUserid, to: "m1", msgtype: "text", content: "在吗" });
    expect(await welcome(chatting.welcomeCode)).toBe(41051);
    const later = await held.box.act("customer.accept", { userid: "m1", externalUserid: chatting.externalUserid });
    expect(later.welcomeCode).toBeNull();
    await held.box.act("member.consoleWelcome", { userid: "m2", text: "欢迎" });
    const greeted = await addCustomer(held.box, "m2");
    expect(greeted.welcomeCode).toBeNull();
    await settled(held.box);
    const codes = receiver.events().map((event) => event.WelcomeCode);
    expect(codes.filter((code) => code !== undefined)).toEqual([half.welcomeCode, chatting.welcomeCode]);
  });
});

describe("contacts §10.8 transfers", () => {
  const held = useSandbox();
  const receiver = useReceiver(held);
  const transfer = async (from: string, to: string, id: string): Promise<number> => {
    const answer = await held.box.api<{ customer: { errcode: number }[] }>("externalcontact/transfer_customer", {
      handover_userid: from,
      takeover_userid: to,
      external_userid: [id],
    });
    return answer.customer[0]!.errcode;
  };
  const results = async (from: string, to: string) =>
    (
      await held.box.api<{ customer: { external_userid: string; status: number; takeover_time: number }[] }>(
        "externalcontact/transfer_result",
        { handover_userid: from, takeover_userid: to },
      )
    ).customer;

  it("wait 24 hours, then add and delete; a third one within 90 days gives 40128", async () => {
    const { externalUserid } = await addCustomer(held.box, "m1");
    const invented = await held.box.api("externalcontact/transfer_customer", {
      handover_userid: "m1",
      takeover_userid: "m2",
      external_userid: [externalUserid, "wmINVENTED"],
    });
    expect(invented).toMatchObject({ customer: [{ errcode: 0 }, { errcode: 40096 }] });
    expect(await transfer("m1", "m2", externalUserid)).toBe(40129);
    const { now } = await held.box.control<{ now: number }>("GET", "/clock");
    const [waiting] = await results("m1", "m2");
    expect(waiting!.status).toBe(2);
    expect(Math.abs(waiting!.takeover_time - now - DAY)).toBeLessThan(3);
    await settled(held.box);
    receiver.arrivals.length = 0;
    await advance(held.box, DAY + 1);
    await settled(held.box);
    expect((await results("m1", "m2"))[0]!.status).toBe(1);
    expect(receiver.events()).toMatchObject([
      { ChangeType: "del_external_contact", UserID: "m1", Source: "DELETE_BY_TRANSFER" },
      { ChangeType: "add_external_contact", UserID: "m2", ExternalUserID: externalUserid },
    ]);
    expect(await transfer("m2", "m1", externalUserid)).toBe(0);
    await advance(held.box, DAY + 1);
    expect(await transfer("m1", "m2", externalUserid)).toBe(40128);
    await advance(held.box, 90 * DAY);
    expect(await transfer("m1", "m2", externalUserid)).toBe(0);
    await advance(held.box, DAY + 1);
  });

  it("fail when the customer refuses or the taker is full", async () => {
    const { externalUserid } = await addCustomer(held.box, "m1");
    await transfer("m1", "m2", externalUserid);
    await held.box.act("transfer.refuse", { externalUserid, takeoverUserid: "m2" });
    const next = await addCustomer(held.box, "m1");
    await transfer("m1", "m2", next.externalUserid);
    await held.box.control("PUT", "/limits", { customersPerMember: 0 });
    await advance(held.box, DAY + 1);
    await settled(held.box);
    const failed = receiver.events().filter((event) => event.ChangeType === "transfer_fail");
    expect(failed).toMatchObject([
      { UserID: "m2", ExternalUserID: externalUserid, FailReason: "customer_refused" },
      { UserID: "m2", ExternalUserID: next.externalUserid, FailReason: "customer_limit_exceed" },
    ]);
    const statuses = (await results("m1", "m2")).filter((row) =>
      [externalUserid, next.externalUserid].includes(row.external_userid),
    );
    expect(statuses).toMatchObject([{ status: 3, takeover_time: 0 }, { status: 4 }]);
  });
});

describe("contacts §10.9 customer groups", () => {
  const held = useSandbox();
  const receiver = useReceiver(held);
  const read = async (chat_id: string) =>
    (
      await held.box.api<{ group_chat: { member_version: string; member_list: { userid: string }[] } }>(
        "externalcontact/groupchat/get",
        { chat_id },
      )
    ).group_chat;

  it("chain LastMemVer to CurMemVer; reads lag two seconds; a lost event shows as a gap", async () => {
    const people = [];
    for (let i = 0; i < 4; i++) people.push((await addCustomer(held.box, "m1")).externalUserid);
    const { chatId } = await held.box.act<{ chatId: string }>("group.create", {
      owner: "m1",
      customers: [people[0]],
      name: "群",
    });
    const join = (id: string | undefined) =>
      held.box.act("group.change", { chatId, change: "add_member", customers: [id], scene: 3 });
    const before = await read(chatId);
    await settled(held.box);
    receiver.arrivals.length = 0;
    await join(people[1]);
    expect((await read(chatId)).member_version).toBe(before.member_version);
    await advance(held.box, 3);
    const after = await read(chatId);
    expect(after.member_list).toHaveLength(3);
    await settled(held.box);
    expect(receiver.events()).toMatchObject([
      { LastMemVer: before.member_version, CurMemVer: after.member_version, MemChangeCnt: "1", JoinScene: "3" },
    ]);
    await held.box.control("PUT", "/faults", { callbacks: { drop: 1, only: ["change_external_chat"] } });
    await join(people[2]);
    await held.box.control("DELETE", "/faults");
    await join(people[3]);
    await settled(held.box);
    expect(receiver.events()).toHaveLength(2);
    expect(receiver.events()[1]!.LastMemVer).not.toBe(after.member_version);
  });
});

describe("contacts §10.10 corp tags", () => {
  const held = useSandbox();
  const receiver = useReceiver(held);
  const add = (body: Json) =>
    held.box.api<{ tag_group: { group_id: string; tag: { id: string; name: string }[] } }>(
      "externalcontact/add_corp_tag",
      body,
    );

  it("are at most 10,000 (40126), unique within a group, and changed by their maker alone", async () => {
    const { limits } = await held.box.control<{ limits: { corpTags: number } }>("GET", "/corp");
    expect(limits.corpTags).toBe(10_000);
    const made = await add({ group_name: "等级", tag: [{ name: "金" }, { name: "金" }, { name: "银" }] });
    expect(made.tag_group.tag.map((tag) => tag.name).sort()).toEqual(["金", "银"]);
    expect((await add({ group_name: "等级", tag: [{ name: "金" }] })).errcode).toBe(40071);
    await held.box.control("PUT", "/limits", { corpTags: 3 });
    expect((await add({ group_name: "来源", tag: [{ name: "门店" }, { name: "活动" }] })).errcode).toBe(40126);
    const id = made.tag_group.tag[0]!.id;
    const other = await secondApp(held.box);
    expect((await other("externalcontact/edit_corp_tag", { id, name: "铜" })).errcode).toBe(81011);
    expect((await other("externalcontact/del_corp_tag", { tag_id: [id] })).errcode).toBe(81011);
    const { externalUserid } = await addCustomer(held.box, "m1");
    const mark = { userid: "m1", external_userid: externalUserid, add_tag: [id] };
    expect((await other("externalcontact/mark_tag", mark)).errcode).toBe(0);
  });

  it("take their group along with the last one, and tell a new order as shuffle", async () => {
    const { tag_group } = await held.box.api<{ tag_group: { group_id: string; tag: { id: string }[] }[] }>(
      "externalcontact/get_corp_tag_list",
      {},
    );
    const [group] = tag_group;
    await held.box.act("tag.shuffle", { groupId: group!.group_id });
    await held.box.act("tag.shuffle");
    await settled(held.box);
    expect(receiver.events().map((event) => [event.ChangeType, event.Id, event.TagType])).toEqual([
      ["shuffle", group!.group_id, undefined],
      ["shuffle", "", undefined],
    ]);
    await held.box.api("externalcontact/del_corp_tag", { tag_id: group!.tag.map((tag) => tag.id) });
    expect(await held.box.api("externalcontact/get_corp_tag_list", {})).toMatchObject({ tag_group: [] });
  });
});

describe("contacts §10.11 statistics", () => {
  const held = useSandbox();
  const midnight = (seconds: number) => Math.floor((seconds + 28_800) / DAY) * DAY - 28_800;

  it("floor to Beijing midnight, sum several members into one row a day, leave out what did not happen", async () => {
    const { now } = await held.box.control<{ now: number }>("GET", "/clock");
    await held.box.control("POST", "/clock", { at: midnight(now) + DAY + 3600 });
    const one = await addCustomer(held.box, "m1");
    const two = await addCustomer(held.box, "m2");
    await held.box.act("message.send", { from: one.externalUserid, to: "m1", msgtype: "text", content: "在吗" });
    await advance(held.box, 120);
    await held.box.act("message.send", { from: "m1", to: one.externalUserid, msgtype: "text", content: "在" });
    await held.box.act("message.send", { from: "m2", to: two.externalUserid, msgtype: "text", content: "您好" });
    const today = midnight(now) + DAY;
    const figures = (body: Json) =>
      held.box.api<{ behavior_data: Json[] }>("externalcontact/get_user_behavior_data", body);
    const span = { start_time: today + 5000, end_time: today + 6000 };
    const both = await figures({ userid: ["m1", "m2"], ...span });
    expect(both.behavior_data).toEqual([
      {
        stat_time: today,
        chat_cnt: 2,
        message_cnt: 2,
        reply_percentage: 100,
        avg_reply_time: 2,
        negative_feedback_cnt: 0,
        new_apply_cnt: 0,
        new_contact_cnt: 2,
      },
    ]);
    const alone = await figures({ userid: ["m2"], ...span });
    expect(alone.behavior_data[0]).not.toHaveProperty("reply_percentage");
    expect(alone.behavior_data[0]).not.toHaveProperty("avg_reply_time");
    const tooLong = await figures({ userid: ["m1"], start_time: today - 31 * DAY, end_time: today });
    const tooOld = await figures({ userid: ["m1"], start_time: today - 181 * DAY, end_time: today - 180 * DAY });
    expect([tooLong.errcode, tooOld.errcode]).toEqual([40058, 40058]);
    expect((await figures({ userid: ["m1"], start_time: today - 30 * DAY, end_time: today })).errcode).toBe(0);
  });

  it("of groups reach up to yesterday", async () => {
    const { now } = await held.box.control<{ now: number }>("GET", "/clock");
    const statistic = (day_begin_time: number) =>
      errcode(
        held.box.api("externalcontact/groupchat/statistic", { day_begin_time, owner_filter: { userid_list: ["m1"] } }),
      );
    expect(await statistic(now)).toBe(40058);
    expect(await statistic(now - DAY)).toBe(0);
  });
});

describe("contacts §10.12 a member without customers", () => {
  const held = useSandbox();

  it("answers externalcontact/list with 84061 and an empty list", async () => {
    const list = () => held.box.api("externalcontact/list", undefined, { userid: "m2" });
    expect(await list()).toMatchObject({ errcode: 84061, external_userid: [] });
    const { externalUserid } = await addCustomer(held.box, "m2");
    expect(await list()).toMatchObject({ errcode: 0, external_userid: [externalUserid] });
    await held.box.act("customer.delete", { userid: "m2", externalUserid, by: "member" });
    expect(await list()).toMatchObject({ errcode: 84061, external_userid: [] });
  });
});
