import { createHash } from "node:crypto";
import { seal, sign } from "../callbacks/crypto";
import { toXml } from "../callbacks/xml";
import { AES_KEY, type TestSandbox, TOKEN, until } from "../testing";
import { addCustomer, advance, errcode, type Json, secondApp, settled, useReceiver, useSandbox } from "./bench";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

interface Corp {
  corpId: string;
  agentId: number;
  appSecret: string;
  archiveSecret: string;
  kfAccounts: { openKfId: string }[];
}

const corpOf = (box: TestSandbox) => box.control<Corp>("GET", "/corp");

async function tokenOf(box: TestSandbox, secret?: string): Promise<string> {
  const { corpId, appSecret } = await corpOf(box);
  const response = await fetch(`${box.url}/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${secret ?? appSecret}`);
  return ((await response.json()) as { access_token: string }).access_token;
}

async function upload(
  box: TestSandbox,
  path: string,
  bytes: Uint8Array<ArrayBuffer> | Buffer,
  name: string,
): Promise<Json> {
  const form = new FormData();
  form.append("media", new Blob([new Uint8Array(bytes)]), name);
  const url = `${box.url}/cgi-bin/${path}&access_token=${await tokenOf(box)}`;
  return (await (await fetch(url, { method: "POST", body: form })).json()) as Json;
}

describe("messaging §13.7 messages to members", () => {
  const held = useSandbox();
  const receiver = useReceiver(held);
  const send = async (body: Json) =>
    held.box.api<Json>("message/send", { msgtype: "text", agentid: (await corpOf(held.box)).agentId, ...body });
  const inbox = async (userid: string) =>
    (await held.box.control<{ messages: Json[] }>("GET", `/inbox/${userid}`)).messages;
  const card = {
    msgtype: "template_card",
    template_card: {
      card_type: "button_interaction",
      main_title: { title: "待办" },
      task_id: "todo-1",
      button_list: [{ text: "完成", key: "done" }],
    },
  };

  it("names bad receivers in lower case, joined by |, and refuses only when all are bad", async () => {
    const answer = await send({ touser: "m1|Nobody|M4", text: { content: "早" } });
    expect(answer).toMatchObject({ errcode: 0, invaliduser: "nobody|m4" });
    expect(await send({ touser: "Nobody", text: { content: "早" } })).toMatchObject({ errcode: 81013 });
    expect(await send({ text: { content: "早" } })).toMatchObject({ errcode: 82001 });
  });

  it("do not deliver an identical body again within the interval", async () => {
    const body = { touser: "m2", text: { content: "一次" }, enable_duplicate_check: 1, duplicate_check_interval: 60 };
    await send(body);
    await send(body);
    expect(await inbox("m2")).toHaveLength(1);
    await advance(held.box, 61);
    await send(body);
    expect(await inbox("m2")).toHaveLength(2);
  });

  it("drop what is above 30 a minute without a word", async () => {
    for (let i = 0; i < 31; i++) expect((await send({ touser: "m3", text: { content: `第${i}条` } })).errcode).toBe(0);
    expect(await inbox("m3")).toHaveLength(30);
  });

  it("let a card be changed once within 72 hours by its response_code", async () => {
    const { agentId } = await corpOf(held.box);
    const change = (response_code: unknown) =>
      errcode(
        held.box.api("message/update_template_card", {
          userids: ["m1"],
          agentid: agentId,
          response_code,
          button: { replace_name: "好" },
        }),
      );
    const { response_code } = await send({ touser: "m1", ...card });
    expect([await change(response_code), await change(response_code)]).toEqual([0, 60140]);
    const late = await send({ touser: "m1", ...card });
    await advance(held.box, 72 * 3600 + 1);
    expect(await change(late.response_code)).toBe(60140);
  });

  it("send an encrypted callback when a card is tapped, and take a passive reply", async () => {
    const { corpId } = await corpOf(held.box);
    await send({ touser: "m1", ...card });
    receiver.answer = (response) => {
      const reply = "<xml><MsgType>update_button</MsgType><Button><ReplaceName>已完成</ReplaceName></Button></xml>";
      const sealed = seal(AES_KEY, reply, corpId);
      const signature = sign(TOKEN, "1700000000", "n1", sealed);
      const fields: [string, string][] = [
        ["Encrypt", sealed],
        ["MsgSignature", signature],
        ["TimeStamp", "1700000000"],
        ["Nonce", "n1"],
      ];
      response.end(toXml(fields, { plainValues: false, shuffleElements: false }));
    };
    await held.box.act("app.event", { userid: "m1", event: "template_card_event", eventKey: "done", taskId: "todo-1" });
    await until(async () => (await inbox("m1")).some((message) => message.replaceName === "已完成"));
    expect(receiver.events()[0]).toMatchObject({ FromUserName: "m1", EventKey: "done", TaskId: "todo-1" });
  });

  it("with cards that call back need a callback url (43012)", async () => {
    await held.box.control("PUT", "/callback", { url: null, token: "", aesKey: "" });
    expect(await send({ touser: "m1", ...card })).toMatchObject({ errcode: 43012 });
  });
});

describe("messaging §13.8 media", () => {
  const held = useSandbox();
  const get = async (mediaId: unknown, headers: Record<string, string> = {}) =>
    fetch(`${held.box.url}/cgi-bin/media/get?access_token=${await tokenOf(held.box)}&media_id=${mediaId}`, { headers });

  it("live three days of the sandbox's clock, and are read by Range", async () => {
    const { media_id } = await upload(held.box, "media/upload?type=image", PNG, "图.png");
    const part = await get(media_id, { range: "bytes=0-3" });
    expect(part.status).toBe(206);
    expect(part.headers.get("content-range")).toBe(`bytes 0-3/${PNG.length}`);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(PNG.subarray(0, 4));
    await advance(held.box, 3 * 86_400 - 60);
    expect((await get(media_id)).headers.get("content-type")).not.toContain("json");
    await advance(held.box, 120);
    expect(await (await get(media_id)).json()).toMatchObject({ errcode: 40007 });
  });

  it("are refused where another upload call belongs, and when size or resolution do not fit", async () => {
    const plain = await upload(held.box, "media/upload?type=image", PNG, "a.png");
    const album = await upload(held.box, "media/upload_attachment?media_type=image&attachment_type=2", PNG, "a.png");
    const moment = (media_id: unknown) =>
      errcode(
        held.box.api("externalcontact/add_moment_task", { attachments: [{ msgtype: "image", image: { media_id } }] }),
      );
    expect([await moment(plain.media_id), await moment(album.media_id)]).toEqual([40007, 41072]);
    const wide = Buffer.from(PNG);
    wide.writeUInt32BE(2000, 16);
    wide.writeUInt32BE(2000, 20);
    const path = "media/upload_attachment?media_type=image&attachment_type=1";
    expect(await upload(held.box, path, wide, "a.png")).toMatchObject({ errcode: 41081 });
    const large = Buffer.concat([PNG, Buffer.alloc(10 * 1024 * 1024)]);
    expect(await upload(held.box, path, large, "a.png")).toMatchObject({ errcode: 41080 });
    expect(await upload(held.box, path, Buffer.from("no picture"), "a.png")).toMatchObject({ errcode: 40123 });
  });
});

describe("messaging §13.9 微信客服", () => {
  const held = useSandbox();
  const receiver = useReceiver(held);
  let openKfId: string;
  beforeAll(async () => {
    openKfId = (await corpOf(held.box)).kfAccounts[0]!.openKfId;
  });
  const say = (externalUserid: string, text: string) => held.box.act("kf.message", { openKfId, externalUserid, text });
  const pull = (fields: Json = {}) =>
    held.box.api<{ next_cursor: string; has_more: number; msg_list: Json[] }>("kf/sync_msg", {
      open_kfid: openKfId,
      ...fields,
    });
  const answer = (touser: string, fields: Json = {}) =>
    held.box.api<{ msgid: string }>("kf/send_msg", {
      touser,
      open_kfid: openKfId,
      msgtype: "text",
      text: { content: "您好" },
      ...fields,
    });

  it("tells by an event with a ten-minute token; pages may be empty while more is waiting; own messages are not among them", async () => {
    for (let i = 0; i < 16; i++) await say("wmKF1", `第${i}句`);
    await answer("wmKF1");
    await settled(held.box);
    const [event] = receiver.events();
    expect(event).toMatchObject({ Event: "kf_msg_or_event", OpenKfId: openKfId });
    expect(event).not.toHaveProperty("FromUserName");
    const texts: unknown[] = [];
    let [cursor, empty, more] = ["", 0, 1];
    while (more === 1) {
      const page = await pull({ limit: 1, cursor, token: event!.Token });
      if (page.msg_list.length === 0) empty++;
      texts.push(...page.msg_list.map((row) => (row.text as { content: string }).content));
      [cursor, more] = [page.next_cursor, page.has_more];
    }
    expect(texts).toEqual(Array.from({ length: 16 }, (_, i) => `第${i}句`));
    expect(empty).toBeGreaterThan(0);
    await advance(held.box, 601);
    expect((await pull({ token: event!.Token })).errcode).toBe(95007);
  });

  it("allows five answers within 48 hours, counted anew with each message of the customer", async () => {
    await say("wmKF2", "在吗");
    const codes = [];
    for (let i = 0; i < 6; i++) codes.push((await answer("wmKF2")).errcode);
    expect(codes).toEqual([0, 0, 0, 0, 0, 95001]);
    await say("wmKF2", "还在吗");
    expect((await answer("wmKF2")).errcode).toBe(0);
    await advance(held.box, 48 * 3600 + 1);
    expect((await answer("wmKF2")).errcode).toBe(95002);
  });

  it("keeps the bot silent once a person has the session, and tells of failures afterwards", async () => {
    await held.box.api("kf/servicer/add", { open_kfid: openKfId, userid_list: ["m1"] });
    await say("wmKF3", "转人工");
    const move = (fields: Json) =>
      errcode(held.box.api("kf/service_state/trans", { open_kfid: openKfId, external_userid: "wmKF3", ...fields }));
    expect(await move({ service_state: 4 })).toBe(95016);
    expect(await move({ service_state: 3, servicer_userid: "m2" })).toBe(95014);
    expect(await move({ service_state: 3, servicer_userid: "m1" })).toBe(0);
    expect((await answer("wmKF3")).errcode).toBe(95018);
    await say("wmKF4", "在吗");
    await held.box.act("kf.reject", { openKfId, externalUserid: "wmKF4", rejects: true });
    const { msgid } = await answer("wmKF4");
    const { msg_list } = await pull();
    expect(msg_list.at(-1)).toMatchObject({ event: { event_type: "msg_send_fail", fail_msgid: msgid, fail_type: 10 } });
    expect((await answer("wmKF4", { msgid: "own-1" })).errcode).toBe(0);
    expect((await answer("wmKF4", { msgid: "own-1" })).errcode).toBe(95033);
  });

  it("refuses accounts that are not given to the app, and tells when that changes", async () => {
    await held.box.act("kf.assign", { openKfId, assigned: false });
    expect((await pull()).errcode).toBe(48007);
    await held.box.act("kf.assign", { openKfId, assigned: true });
    expect((await pull()).errcode).toBe(0);
    await settled(held.box);
    expect(receiver.events()).toMatchObject([{ AuthDelOpenKfId: openKfId }, { AuthAddOpenKfId: openKfId }]);
  });
});

describe("messaging §13.10 OAuth", () => {
  const held = useSandbox();
  const authorize = async (redirect_uri: string) => {
    const { corpId, agentId } = await corpOf(held.box);
    const query = new URLSearchParams({
      appid: corpId,
      redirect_uri,
      response_type: "code",
      scope: "snsapi_base",
      state: "S1",
      agentid: String(agentId),
    });
    const headers = { cookie: "sandbox_as=m1" };
    return fetch(`${held.box.url}/connect/oauth2/authorize?${query}`, { headers, redirect: "manual" });
  };
  const whois = (code: unknown) => held.box.api<Json>("auth/getuserinfo", undefined, { code: String(code) });

  it("redirects to a trusted host with its port only", async () => {
    await held.box.control("PUT", "/trusted-domains", { domains: ["scrm.example.com:8443"] });
    expect((await authorize("https://scrm.example.com:8443/any/path")).status).toBe(302);
    for (const other of ["https://scrm.example.com/x", "https://a.scrm.example.com:8443/x"]) {
      const response = await authorize(other);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain("redirect_uri参数错误");
    }
  });

  it("gives codes for five minutes, once, and names members, customers and strangers differently", async () => {
    const { code } = await held.box.act("oauth.code", { userid: "m4" });
    expect(await whois(code)).toMatchObject({ errcode: 0, userid: "m4" }); // also outside the visible range
    expect(await whois(code)).toMatchObject({ errcode: 42022 });
    const late = await held.box.act("oauth.code", { userid: "m1" });
    await advance(held.box, 301);
    expect([42003, 40029]).toContain((await whois(late.code)).errcode);
    const { externalUserid } = await addCustomer(held.box, "m1");
    const customer = await whois((await held.box.act("oauth.code", { externalUserid })).code);
    expect(customer).toMatchObject({ external_userid: externalUserid, openid: expect.any(String) });
    const stranger = await whois((await held.box.act("oauth.code", {})).code);
    expect(Object.keys(stranger).sort()).toEqual(["errcode", "errmsg", "openid"]);
  });
});

describe("messaging §13.11 what stands behind the JS-SDK", () => {
  const held = useSandbox();
  const receiver = useReceiver(held);

  it("checks signatures against the live ticket of the app", async () => {
    const { ticket } = await held.box.api<{ ticket: string }>("ticket/get", undefined, { type: "agent_config" });
    const url = "https://scrm.example.com/sidebar?tab=profile";
    const text = `jsapi_ticket=${ticket}&noncestr=n1&timestamp=1700000000&url=${url}`;
    const signature = createHash("sha1").update(text).digest("hex");
    const claim = { kind: "agent", url: `${url}#part`, timestamp: "1700000000", nonceStr: "n1", signature };
    expect(await held.box.control("POST", "/jssdk/check", claim)).toEqual({ ok: true });
    expect(await held.box.control("POST", "/jssdk/check", { ...claim, kind: "corp" })).toMatchObject({ ok: false });
  });

  it("makes the group of openEnterpriseChat, with the tapping member's customers alone, and calls it back", async () => {
    const { externalUserid } = await addCustomer(held.box, "m1");
    await settled(held.box);
    receiver.arrivals.length = 0;
    const tap = { userid: "m1", userIds: ["m2"], externalUserIds: [externalUserid], groupName: "专属服务群" };
    const { chatId } = await held.box.act("member.openGroup", tap);
    await settled(held.box);
    expect(receiver.events()).toMatchObject([{ Event: "change_external_chat", ChangeType: "create", ChatId: chatId }]);
    expect(await held.box.api("externalcontact/groupchat/get", { chat_id: chatId })).toMatchObject({
      group_chat: { name: "专属服务群", owner: "m1" },
    });
    await expect(held.box.act("member.openGroup", { ...tap, userid: "m2", userIds: ["m1"] })).rejects.toThrow(
      "group.not_own_customer",
    );
  });
});

describe("messaging §13.12 rate limits", () => {
  const held = useSandbox();

  it("are set at will; 45009 lasts for the window, 45033 while others are in flight", async () => {
    const call = () =>
      errcode(
        held.box.api("externalcontact/get_groupmsg_list_v2", { chat_type: "single", start_time: 1, end_time: 2 }),
      );
    await held.box.control("PUT", "/limits", { callsPerMinute: 1 });
    expect([await call(), await call()]).toEqual([0, 45009]);
    await advance(held.box, 61);
    expect(await call()).toBe(0);
    await held.box.control("PUT", "/limits", { callsPerMinute: 1000, concurrentCalls: 1 });
    const path = "/cgi-bin/externalcontact/*";
    await held.box.control("PUT", "/faults", { api: [{ path, delayMs: 300, times: 1 }] });
    expect((await Promise.all([call(), call()])).sort()).toEqual([0, 45033]);
  });
});

describe("messaging §13.13 low activity", () => {
  const held = useSandbox();
  const receiver = useReceiver(held);
  const customers = () => errcode(held.box.api("externalcontact/get_corp_tag_list", {}));
  const members = () => errcode(held.box.api("user/get", undefined, { userid: "m1" }));

  it("warns, then takes customer data away (48011) or the whole app (48006), and gives both back", async () => {
    const { agentId } = await corpOf(held.box);
    await held.box.act("app.idle", { event: "low_active_alert", effectTime: 1_800_000_000 });
    expect([await customers(), await members()]).toEqual([0, 0]);
    await held.box.act("app.idle", { event: "low_active", effect: true });
    expect([await customers(), await members()]).toEqual([48011, 0]);
    await held.box.act("app.idle", { event: "active_restored" });
    expect(await customers()).toBe(0);
    await held.box.act("app.idle", { event: "close_inactive_agent", effect: true });
    expect([await customers(), await members()]).toEqual([48006, 48006]);
    await held.box.act("app.idle", { event: "reopen_inactive_agent" });
    expect([await customers(), await members()]).toEqual([0, 0]);
    await settled(held.box);
    const events = receiver.events();
    expect(events.map((event) => event.Event)).toEqual([
      "low_active_alert",
      "low_active",
      "active_restored",
      "close_inactive_agent",
      "reopen_inactive_agent",
    ]);
    expect(events[0]).toMatchObject({ FromUserName: "sys", AgentID: String(agentId), EffectTime: "1800000000" });
  });
});

describe("messaging §13.14 quirks of single fields", () => {
  const held = useSandbox();

  it("created_at is a text after upload and a number after upload_attachment", async () => {
    const plain = await upload(held.box, "media/upload?type=image", PNG, "a.png");
    const path = "media/upload_attachment?media_type=image&attachment_type=1";
    const attachment = await upload(held.box, path, PNG, "a.png");
    expect([typeof plain.created_at, typeof attachment.created_at]).toEqual(["string", "number"]);
  });

  it("invaliduser is a text after a send and a list after a card's update", async () => {
    const { agentId } = await corpOf(held.box);
    await held.box.control("PUT", "/callback", { url: `${held.box.url}/nowhere`, token: TOKEN, aesKey: AES_KEY });
    const sent = await held.box.api<Json>("message/send", {
      touser: "m1|Nobody",
      msgtype: "template_card",
      agentid: agentId,
      template_card: {
        card_type: "button_interaction",
        main_title: { title: "待办" },
        task_id: "todo-9",
        button_list: [{ text: "完成", key: "done" }],
      },
    });
    const updated = await held.box.api<Json>("message/update_template_card", {
      userids: ["m1", "Nobody"],
      agentid: agentId,
      response_code: sent.response_code,
      button: { replace_name: "好" },
    });
    expect([sent.invaliduser, updated.invaliduser]).toEqual(["nobody", ["nobody"]]);
    await held.box.control("PUT", "/callback", { url: null, token: "", aesKey: "" });
  });

  it("a receptionist on duty is 0 in the list and 1 in the event, and has_more is a number", async () => {
    const openKfId = (await corpOf(held.box)).kfAccounts[0]!.openKfId;
    await held.box.api("kf/servicer/add", { open_kfid: openKfId, userid_list: ["m1"] });
    await held.box.act("kf.duty", { openKfId, userid: "m1", onDuty: false });
    const list = () => held.box.api<{ servicer_list: Json[] }>("kf/servicer/list", undefined, { open_kfid: openKfId });
    expect((await list()).servicer_list).toMatchObject([{ userid: "m1", status: 1 }]);
    await held.box.act("kf.duty", { openKfId, userid: "m1", onDuty: true });
    expect((await list()).servicer_list).toMatchObject([{ userid: "m1", status: 0 }]);
    const pulled = await held.box.api<{ has_more: unknown; msg_list: { event: Json }[] }>("kf/sync_msg", {
      open_kfid: openKfId,
    });
    expect(pulled.has_more).toBe(0);
    expect(pulled.msg_list.map((row) => row.event.status)).toEqual([2, 1]);
  });

  it("the archive spells exteranalopenid", async () => {
    const { externalUserid } = await addCustomer(held.box, "m1");
    const { archiveSecret } = await corpOf(held.box);
    const token = await tokenOf(held.box, archiveSecret);
    const body = JSON.stringify({ info: [{ userid: "m1", exteranalopenid: externalUserid }] });
    const url = `${held.box.url}/cgi-bin/msgaudit/check_single_agree?access_token=${token}`;
    const answer = (await (await fetch(url, { method: "POST", body })).json()) as { agreeinfo: Json[] };
    expect(answer.agreeinfo).toMatchObject([{ userid: "m1", exteranalopenid: externalUserid }]);
  });

  it("tasks made through the API have no creator, personal ones do", async () => {
    await addCustomer(held.box, "m1");
    await held.box.api("externalcontact/add_msg_template", { sender: "m1", text: { content: "公司的" } });
    await held.box.act("groupmsg.personal", { userid: "m1", text: "自己的" });
    const { now } = await held.box.control<{ now: number }>("GET", "/clock");
    const { group_msg_list } = await held.box.api<{ group_msg_list: Json[] }>("externalcontact/get_groupmsg_list_v2", {
      chat_type: "single",
      start_time: now - 60,
      end_time: now + 60,
    });
    expect(group_msg_list.map((row) => [row.create_type, row.creator])).toEqual([
      [0, undefined],
      [1, "m1"],
    ]);
  });

  it("another self-built app sees the same ids of customers", async () => {
    const { externalUserid } = await addCustomer(held.box, "m2");
    const other = await secondApp(held.box);
    const answer = await other(`externalcontact/get?external_userid=${externalUserid}`);
    expect(answer).toMatchObject({ errcode: 0, external_contact: { external_userid: externalUserid } });
  });
});
