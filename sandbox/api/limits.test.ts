import { startTestSandbox, type TestSandbox } from "../testing";

describe("WeCom's limits", () => {
  let sandbox: TestSandbox;
  beforeEach(async () => {
    sandbox = await startTestSandbox();
  });
  afterEach(() => sandbox.close());

  const tags = () => sandbox.api("externalcontact/get_corp_tag_list", {});
  const advance = (advanceSeconds: number) => sandbox.control("POST", "/clock", { advanceSeconds });

  it("block an API for the minute that was exceeded, and no other API", async () => {
    await sandbox.control("PUT", "/limits", { callsPerMinute: 3 });
    for (let i = 0; i < 3; i++) expect(await tags()).toMatchObject({ errcode: 0 });
    expect(await tags()).toMatchObject({ errcode: 45009 });
    expect(await sandbox.api("externalcontact/get_follow_user_list")).toMatchObject({ errcode: 0 });
    await advance(30);
    expect(await tags()).toMatchObject({ errcode: 45009 });
    await advance(31);
    expect(await tags()).toMatchObject({ errcode: 0 });
  });

  it("refuse calls beyond those in flight", async () => {
    await sandbox.control("PUT", "/limits", { concurrentCalls: 2 });
    await tags();
    const slow = { path: "/cgi-bin/externalcontact/get_corp_tag_list", delayMs: 150, times: 5 };
    await sandbox.control("PUT", "/faults", { api: [slow] });
    const codes = (await Promise.all([tags(), tags(), tags(), tags()])).map((answer) => answer.errcode);
    expect(codes.sort()).toEqual([0, 0, 45033, 45033]);
  });

  it("block a caller who guesses secrets, for an hour", async () => {
    await sandbox.control("PUT", "/limits", { wrongSecretsPerHour: 3 });
    const { corpId, appSecret } = await sandbox.control<{ corpId: string; appSecret: string }>("GET", "/corp");
    const login = async (secret: string) => {
      const response = await fetch(`${sandbox.url}/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${secret}`);
      return ((await response.json()) as { errcode: number }).errcode;
    };
    for (let i = 0; i < 4; i++) expect(await login("guess")).toBe(40001);
    expect(await login(appSecret)).toBe(45009);
    await advance(3601);
    expect(await login(appSecret)).toBe(0);
  });

  it("hand out 400 tickets an hour", async () => {
    for (let i = 0; i < 400; i++) await sandbox.api("get_jsapi_ticket");
    expect(await sandbox.api("get_jsapi_ticket")).toMatchObject({ errcode: 45009 });
  });

  it("answer busy at random when asked to", async () => {
    await sandbox.control("PUT", "/limits", { randomBusy: 1 });
    await expect(tags()).resolves.toMatchObject({ errcode: -1 });
  });

  it("page short without losing or repeating a row", async () => {
    await sandbox.control("PUT", "/limits", { shortPages: 0.7 });
    const added: string[] = [];
    for (let i = 0; i < 9; i++) {
      added.push((await sandbox.act<{ externalUserid: string }>("customer.add", { userid: "m1" })).externalUserid);
    }
    const seen: string[] = [];
    let cursor = "";
    do {
      const page = await sandbox.api<{
        external_contact_list: { external_contact: { external_userid: string } }[];
        next_cursor: string;
      }>("externalcontact/batch/get_by_user", { userid_list: ["m1"], limit: 4, cursor });
      seen.push(...page.external_contact_list.map((row) => row.external_contact.external_userid));
      cursor = page.next_cursor;
    } while (cursor !== "");
    expect(seen).toEqual(added);
  });

  it("count a customer's mass messages by day when the admin chose so, personal ones included", async () => {
    await sandbox.control("PUT", "/limits", { massQuota: "day" });
    const { externalUserid } = await sandbox.act<{ externalUserid: string }>("customer.add", { userid: "m1" });
    await sandbox.act("groupmsg.personal", { userid: "m1", text: "自己发的" });
    const { msgid } = await sandbox.api<{ msgid: string }>("externalcontact/add_msg_template", {
      sender: "m1",
      external_userid: [externalUserid],
      text: { content: "公司发的" },
    });
    expect(await sandbox.act("groupmsg.confirm", { msgid, userid: "m1" })).toEqual({ sent: 0, failed: 1 });
    await advance(2);
    const results = await sandbox.api<{ send_list: { status: number }[] }>("externalcontact/get_groupmsg_send_result", {
      msgid,
      userid: "m1",
    });
    expect(results.send_list.map((row) => row.status)).toEqual([3]);
  });
});
