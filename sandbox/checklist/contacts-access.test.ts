import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { AES_KEY, TOKEN, until } from "../testing";
import { addCustomer, advance, errcode, type Json, secondApp, settled, useReceiver, useSandbox } from "./bench";

const TAGS = "externalcontact/get_corp_tag_list";

describe("contacts §10.1 tokens, scopes and limits", () => {
  const held = useSandbox();
  afterEach(async () => {
    await held.box.control("DELETE", "/faults");
    await held.box.control("PUT", "/limits", {
      randomBusy: 0,
      concurrentCalls: 0,
      callsPerMinute: 10_000,
      callsPerHour: 150_000,
    });
  });

  const raw = async (path: string): Promise<Json & { errcode: number }> =>
    (await (await fetch(`${held.box.url}/cgi-bin/${path}`)).json()) as Json & { errcode: number };
  const login = async (): Promise<string> => {
    const { corpId, appSecret } = await held.box.control<{ corpId: string; appSecret: string }>("GET", "/corp");
    return String((await raw(`gettoken?corpid=${corpId}&corpsecret=${appSecret}`)).access_token);
  };
  const followers = async (token: string) =>
    (await raw(`externalcontact/get_follow_user_list?access_token=${token}`)).errcode;

  it("gives each secret a token of its own for 7200 seconds", async () => {
    const { corpId, appSecret, archiveSecret } = await held.box.control<Record<string, string>>("GET", "/corp");
    const answer = await raw(`gettoken?corpid=${corpId}&corpsecret=${appSecret}`);
    expect(answer).toMatchObject({ errcode: 0, expires_in: 7200 });
    const archive = await raw(`gettoken?corpid=${corpId}&corpsecret=${archiveSecret}`);
    expect(archive.access_token).not.toBe(answer.access_token);
    expect(await followers(String(archive.access_token))).toBe(48002);
  });

  it("ends a token by time, by the expire knob (42001) and early by the revoke knob (40014)", async () => {
    const first = await login();
    await advance(held.box, 7199);
    expect(await followers(first)).toBe(0);
    await advance(held.box, 2);
    expect(await followers(first)).toBe(42001);
    const second = await login();
    await held.box.control("PUT", "/faults", { tokens: "expire" });
    expect(await followers(second)).toBe(42001);
    const third = await login();
    await held.box.control("PUT", "/faults", { tokens: "revoke" });
    expect(await followers(third)).toBe(40014);
    expect(await followers(await login())).toBe(0);
  });

  it("names what is wrong with a credential", async () => {
    const { corpId } = await held.box.control<{ corpId: string }>("GET", "/corp");
    expect((await raw("externalcontact/get_follow_user_list")).errcode).toBe(41001);
    expect(await followers("invented")).toBe(40014);
    expect((await raw(`gettoken?corpid=${corpId}&corpsecret=wrong`)).errcode).toBe(40001);
    expect((await raw("gettoken?corpid=wwother&corpsecret=wrong")).errcode).toBe(40013);
    expect((await raw("gettoken?corpsecret=wrong")).errcode).toBe(41002);
    expect((await raw(`gettoken?corpid=${corpId}`)).errcode).toBe(41004);
  });

  it("refuses other addresses (60020), apps outside the callable list (48002) and members outside the range", async () => {
    await held.box.control("PUT", "/faults", { ip: "deny" });
    expect(await followers(await login().catch(() => "x"))).toBe(60020);
    await held.box.control("DELETE", "/faults");
    const other = await secondApp(held.box, { callable: false });
    expect((await other("externalcontact/get_follow_user_list")).errcode).toBe(48002);
    const list = (userid: string) => errcode(held.box.api("externalcontact/list", undefined, { userid }));
    expect(await list("m4")).toBe(60011);
    expect(await list("nobody")).toBe(60111);
  });

  it("blocks an API for the window that was exceeded: 60 seconds, an hour", async () => {
    const call = () => errcode(held.box.api(TAGS, {}));
    await held.box.control("PUT", "/limits", { callsPerMinute: 2, callsPerHour: 3 });
    expect([await call(), await call(), await call()]).toEqual([0, 0, 45009]);
    await advance(held.box, 59);
    expect(await call()).toBe(45009);
    await advance(held.box, 2);
    expect([await call(), await call()]).toEqual([0, 45009]); // the third and the fourth of the hour
    await advance(held.box, 3000);
    expect(await call()).toBe(45009);
    await advance(held.box, 601);
    expect(await call()).toBe(0);
  });

  it("holds back calls beyond those in flight (45033), and is busy at random (-1)", async () => {
    await held.box.control("PUT", "/limits", { concurrentCalls: 1 });
    await held.box.control("PUT", "/faults", { api: [{ path: `/cgi-bin/${TAGS}`, delayMs: 150, times: 1 }] });
    const codes = await Promise.all([errcode(held.box.api(TAGS, {})), errcode(held.box.api(TAGS, {}))]);
    expect(codes.sort()).toEqual([0, 45033]);
    await held.box.control("PUT", "/limits", { concurrentCalls: 0, randomBusy: 1 });
    expect(await errcode(held.box.api(TAGS, {}))).toBe(-1);
  });
});

describe("contacts §10.2 errors", () => {
  const held = useSandbox();

  it("are HTTP 200 with the code in headers, and an errmsg with hint, ip and link", async () => {
    const response = await fetch(`${held.box.url}/cgi-bin/${TAGS}?access_token=nonsense`, {
      method: "POST",
      body: "{}",
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json; charset=UTF-8");
    expect(response.headers.get("error-code")).toBe("40014");
    expect(response.headers.get("error-msg")).toBe("invalid access_token");
    const body = (await response.json()) as { errmsg: string };
    expect(body.errmsg).toMatch(
      /^invalid access_token, hint: \[\d+_\d+_[0-9a-f]+\], from ip: [\d.]+, more info at https:\/\/open\.work\.weixin\.qq\.com\/devtool\/query\?e=40014$/,
    );
  });

  it("keep the empty array beside a refused list, and warn of malformed JSON and of wrong types", async () => {
    expect(await held.box.api("externalcontact/list", undefined, { userid: "m1" })).toMatchObject({
      errcode: 84061,
      external_userid: [],
    });
    const { errcode: code, errmsg } = await held.box.api<{ errmsg: string }>(TAGS, { tag_id: "no list" });
    expect(code).toBe(40058);
    expect(errmsg).toContain("Warning: wrong json format.");
  });
});

describe("contacts §10.3 paging", () => {
  const held = useSandbox();
  const page = (cursor: string) =>
    held.box.api<{ next_cursor: string; external_contact_list: Json[] }>("externalcontact/batch/get_by_user", {
      userid_list: ["m1"],
      limit: 2,
      cursor,
    });

  it("has opaque cursors, short pages, and an empty cursor at the end", async () => {
    for (let i = 0; i < 5; i++) await addCustomer(held.box, "m1");
    await held.box.control("PUT", "/limits", { shortPages: 1 });
    const sizes: number[] = [];
    let cursor = "";
    do {
      const answer = await page(cursor);
      sizes.push(answer.external_contact_list.length);
      cursor = answer.next_cursor;
      expect(cursor).not.toMatch(/^\d+$/);
    } while (cursor !== "");
    expect(sizes).toEqual([1, 1, 1, 1, 1]);
    expect((await page("invented")).errcode).toBe(50100);
  });

  it("does not take the cursor of another call", async () => {
    await held.box.control("PUT", "/limits", { shortPages: 0 });
    const { next_cursor } = await page("");
    const answer = await held.box.api("externalcontact/contact_list", { cursor: next_cursor });
    expect(answer.errcode).toBe(50100);
  });
});

describe("contacts §10.4 callbacks", () => {
  const held = useSandbox();
  const receiver = useReceiver(held);
  afterEach(async () => {
    await held.box.control("DELETE", "/faults");
    await held.box.control("PUT", "/callback", { url: receiver.url, token: TOKEN, aesKey: AES_KEY });
  });

  it("gives the GET check one second", async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/cb`;
    const answer = await held.box.control("PUT", "/callback", { url, token: TOKEN, aesKey: AES_KEY });
    expect(answer).toMatchObject({ verified: false, reason: "timeout" });
    silent.closeAllConnections();
    silent.close();
  });

  it("sends again what has no answer after five seconds, encrypted anew", async () => {
    receiver.answer = (response, _, n) => {
      if (n > 1) response.end();
    };
    await addCustomer(held.box, "m1");
    await until(() => receiver.arrivals.length === 2);
    const [first, second] = receiver.arrivals;
    expect(second!.atMs - first!.atMs).toBeGreaterThanOrEqual(5000);
    expect(second!.query.get("nonce")).not.toBe(first!.query.get("nonce"));
    expect(receiver.events()[1]).toEqual(receiver.events()[0]);
    await settled(held.box);
  });

  it("retries another status than 200 only when that is switched on", async () => {
    receiver.answer = (response, _, n) => response.writeHead(n === 1 ? 500 : 200).end();
    await addCustomer(held.box, "m1");
    await until(() => receiver.arrivals.length === 2);
    await settled(held.box);
    const target = { url: receiver.url, token: TOKEN, aesKey: AES_KEY, retryNon200: false };
    await held.box.control("PUT", "/callback", target);
    receiver.arrivals.length = 0;
    await addCustomer(held.box, "m1");
    await settled(held.box);
    expect(receiver.arrivals).toHaveLength(1);
  });

  it("drops, duplicates, reorders and delays as told, and all of it only for the events named", async () => {
    await held.box.control("PUT", "/faults", { callbacks: { drop: 1, only: ["edit_external_contact"] } });
    const { externalUserid } = await addCustomer(held.box, "m1");
    await held.box.act("customer.edit", { userid: "m1", externalUserid, remark: "一" });
    await settled(held.box);
    expect(receiver.events().map((event) => event.ChangeType)).toEqual(["add_external_contact"]);
    receiver.arrivals.length = 0;
    await held.box.control("PUT", "/faults", { callbacks: { duplicate: 1, delayMs: 200 } });
    const asked = Date.now();
    await held.box.act("customer.edit", { userid: "m1", externalUserid, remark: "二" });
    await until(() => receiver.arrivals.length === 2);
    expect(receiver.arrivals[0]!.atMs - asked).toBeGreaterThanOrEqual(195);
    await held.box.control("PUT", "/faults", { callbacks: { shuffle: 1 } });
    receiver.arrivals.length = 0;
    await held.box.control("POST", "/storm", { generate: { count: 40, mix: { add: 1 } } });
    await settled(held.box);
    const seen = receiver.events().map((event) => event.ExternalUserID);
    const { customers } = await held.box.control<{ customers: { externalUserid: string }[] }>("GET", "/customers");
    const happened = customers.map((row) => row.externalUserid).filter((id) => seen.includes(id));
    expect([...seen].sort()).toEqual([...happened].sort());
    expect(seen).not.toEqual(happened);
  });

  it("writes values with and without CDATA, and elements in any order, all saying the same", async () => {
    await held.box.control("PUT", "/faults", { callbacks: { plainValues: 1, shuffleElements: 1 } });
    for (let i = 0; i < 5; i++) await addCustomer(held.box, "m1", { state: "poster" });
    await settled(held.box);
    const events = receiver.events();
    for (const event of events) expect(event).toMatchObject({ FromUserName: "sys", UserID: "m1", State: "poster" });
    expect(new Set(events.map((event) => Object.keys(event).join())).size).toBeGreaterThan(1);
  });
});

describe("contacts §10.5 API calls are no events", () => {
  const held = useSandbox();
  const receiver = useReceiver(held);

  it("stays silent over writes through the API, and speaks of what people do", async () => {
    const { externalUserid } = await addCustomer(held.box, "m1");
    const { chatId } = await held.box.act("group.create", { owner: "m1", customers: [externalUserid], name: "群" });
    await settled(held.box);
    receiver.arrivals.length = 0;
    const { tag_group } = await held.box.api<{ tag_group: { tag: { id: string }[] } }>("externalcontact/add_corp_tag", {
      group_name: "等级",
      tag: [{ name: "金" }],
    });
    const id = tag_group.tag[0]!.id;
    const pair = { userid: "m1", external_userid: externalUserid };
    await held.box.api("externalcontact/mark_tag", { ...pair, add_tag: [id] });
    await held.box.api("externalcontact/remark", { ...pair, remark: "王先生" });
    await held.box.api("externalcontact/edit_corp_tag", { id, name: "银" });
    await held.box.api("externalcontact/del_corp_tag", { tag_id: [id] });
    const way = { scene: 2, chat_id_list: [chatId] };
    await held.box.api("externalcontact/groupchat/add_join_way", way);
    await settled(held.box);
    expect(receiver.events()).toEqual([]);
    await held.box.act("tag.create", { groupName: "来源", name: "门店" });
    await held.box.act("customer.edit", { userid: "m1", externalUserid, remark: "王总" });
    await settled(held.box);
    expect(receiver.events().map((event) => `${event.Event}/${event.ChangeType}`)).toEqual([
      "change_external_tag/create",
      "change_external_tag/create",
      "change_external_contact/edit_external_contact",
    ]);
  });
});
