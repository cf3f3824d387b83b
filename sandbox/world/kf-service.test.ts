import { startTestSandbox, type TestSandbox } from "../testing";

interface KfRow {
  msgtype: string;
  event?: Record<string, unknown>;
}

describe("微信客服", () => {
  let sandbox: TestSandbox;
  let openKfId: string;
  beforeEach(async () => {
    sandbox = await startTestSandbox();
    const { kfAccounts } = await sandbox.control<{ kfAccounts: { openKfId: string }[] }>("GET", "/corp");
    openKfId = kfAccounts[0]!.openKfId;
  });
  afterEach(() => sandbox.close());

  const guest = { externalUserid: "wmGUEST0001" };
  const events = async () => {
    const { msg_list } = await sandbox.api<{ msg_list: KfRow[] }>("kf/sync_msg", { open_kfid: openKfId });
    return msg_list.filter((row) => row.msgtype === "event").map((row) => row.event!);
  };
  const welcome = (code: unknown) =>
    sandbox.api("kf/send_msg_on_event", { code, msgtype: "text", text: { content: "欢迎光临" } });

  it("allows one welcome within 20 s of entering, and none again within 48 h", async () => {
    const first = await sandbox.act("kf.enter", { openKfId, ...guest, scene: "poster", sceneParam: "u=7" });
    expect(await events()).toEqual([
      expect.objectContaining({
        event_type: "enter_session",
        scene: "poster",
        scene_param: "u=7",
        welcome_code: first.welcomeCode,
      }),
    ]);
    expect(await welcome(first.welcomeCode)).toMatchObject({ errcode: 0 });
    expect((await welcome(first.welcomeCode)).errcode).not.toBe(0);
    expect(await sandbox.act("kf.enter", { openKfId, ...guest })).toEqual({ welcomeCode: null });
    await sandbox.control("POST", "/clock", { advanceSeconds: 48 * 3600 });
    const late = await sandbox.act("kf.enter", { openKfId, ...guest });
    await sandbox.control("POST", "/clock", { advanceSeconds: 21 });
    expect(late.welcomeCode).not.toBeNull();
  });

  it("accepts a message for a customer who rejects them, then reports that it failed", async () => {
    await sandbox.act("kf.message", { openKfId, ...guest, text: "你好" });
    await sandbox.act("kf.reject", { openKfId, ...guest, rejects: true });
    const say = { touser: guest.externalUserid, open_kfid: openKfId, msgtype: "text", text: { content: "在的" } };
    const { msgid } = await sandbox.api<{ msgid: string }>("kf/send_msg", say);
    expect((await events()).at(-1)).toMatchObject({ event_type: "msg_send_fail", fail_msgid: msgid, fail_type: 10 });
    const { messages } = await sandbox.control<{ messages: unknown[] }>("GET", `/phones/${guest.externalUserid}`);
    expect(messages).toEqual([]);
  });

  it("ends a session by itself 48 h after the customer's last word", async () => {
    await sandbox.act("kf.message", { openKfId, ...guest, text: "你好" });
    const pair = { open_kfid: openKfId, external_userid: guest.externalUserid };
    expect(await sandbox.api("kf/service_state/get", pair)).toMatchObject({ service_state: 0 });
    await sandbox.control("POST", "/clock", { advanceSeconds: 48 * 3600 - 60 });
    expect(await sandbox.api("kf/service_state/trans", { ...pair, service_state: 1 })).toMatchObject({ errcode: 0 });
    await sandbox.control("POST", "/clock", { advanceSeconds: 61 });
    expect(await sandbox.api("kf/service_state/get", pair)).toMatchObject({ service_state: 4 });
    await sandbox.act("kf.message", { openKfId, ...guest, text: "在吗" });
    expect(await sandbox.api("kf/service_state/get", pair)).toMatchObject({ service_state: 0 });
  });

  it("hands out empty pages now and then: has_more is the only end", async () => {
    for (let i = 0; i < 20; i++) await sandbox.act("kf.message", { openKfId, ...guest, text: `第${i}句` });
    let cursor = "";
    let empty = 0;
    const texts: string[] = [];
    for (;;) {
      const page = await sandbox.api<{
        msg_list: { text: { content: string } }[];
        has_more: number;
        next_cursor: string;
      }>("kf/sync_msg", { open_kfid: openKfId, limit: 2, cursor });
      if (page.msg_list.length === 0) empty++;
      texts.push(...page.msg_list.map((row) => row.text.content));
      cursor = page.next_cursor;
      if (page.has_more === 0) break;
    }
    expect(empty).toBeGreaterThan(0);
    expect(texts).toEqual(Array.from({ length: 20 }, (_, i) => `第${i}句`));
  });
});
