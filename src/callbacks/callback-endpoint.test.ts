import { encrypt, getSignature } from "@wecom/crypto";
import { buildTestApp, type TestApp } from "../../test/harness";
import { listen } from "../../test/listen";
import { WorkItem } from "../platform/work";
import { CallbackEvent, callbackEndpoint } from ".";

const URL_PATH = "/wecom/callback";
let nonces = 0;

describe("callback endpoint", () => {
  let test: TestApp;
  let server: Awaited<ReturnType<typeof listen>>;
  let base: string;

  beforeAll(async () => {
    test = await buildTestApp();
    server = await listen(callbackEndpoint(test.app));
    base = server.url;
  });
  afterAll(async () => {
    await server.close();
    await test.close();
  });

  function query(encrypted: string, changes: Record<string, string> = {}): string {
    nonces += 1;
    const timestamp = changes.timestamp ?? String(Math.floor(test.clock.now().getTime() / 1_000));
    const nonce = `n${nonces}`;
    const signature = getSignature(test.app.config.wecom.callbackToken, timestamp, nonce, encrypted);
    return new URLSearchParams({ msg_signature: signature, timestamp, nonce, ...changes }).toString();
  }

  const seal = (text: string, receiver = test.corpId, key = test.app.config.wecom.callbackAesKey) =>
    encrypt(key, text, receiver);

  function post(encrypted: string, changes: Record<string, string> = {}, body?: string) {
    const envelope =
      body ?? `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt><ToUserName>${test.corpId}</ToUserName></xml>`;
    return fetch(`${base}${URL_PATH}?${query(encrypted, changes)}`, { method: "POST", body: envelope });
  }

  const stored = () => test.app.db.getRepository(CallbackEvent).countBy({ corpId: test.corpId });
  const work = () => test.app.db.getRepository(WorkItem).findBy({ corpId: test.corpId });

  let people = 0;
  function added(fields: Record<string, string> = {}): string {
    people += 1;
    const all = {
      ToUserName: test.corpId,
      FromUserName: "sys",
      CreateTime: "1772416800",
      MsgType: "event",
      Event: "change_external_contact",
      ChangeType: "add_external_contact",
      UserID: "guwen01",
      ExternalUserID: `wm${people}`,
      ...fields,
    };
    return `<xml>${Object.entries(all)
      .map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
      .join("")}</xml>`;
  }

  describe("address check", () => {
    it("answers the opened text, byte for byte", async () => {
      for (const text of ["1234567890", "客户 <&> +/="]) {
        const sealed = seal(text);
        const response = await fetch(`${base}${URL_PATH}?${query(sealed)}&echostr=${encodeURIComponent(sealed)}`);
        expect(response.status).toBe(200);
        expect(await response.text()).toBe(text);
      }
    });

    it("understands an echostr whose plus signs arrived as spaces", async () => {
      let sealed = seal("x");
      while (!sealed.includes("+")) sealed = seal("x");
      const response = await fetch(
        `${base}${URL_PATH}?${query(sealed)}&echostr=${sealed.replaceAll("/", "%2F").replaceAll("=", "%3D")}`,
      );
      expect([response.status, await response.text()]).toEqual([200, "x"]);
    });

    it("refuses what is not signed, not for us, or not there", async () => {
      const sealed = seal("1234567890");
      const ask = async (search: string) => (await fetch(`${base}${URL_PATH}?${search}`)).status;
      expect(
        await ask(`${query(sealed, { msg_signature: "0".repeat(40) })}&echostr=${encodeURIComponent(sealed)}`),
      ).toBe(401);
      const foreign = seal("1234567890", "wwother");
      expect(await ask(`${query(foreign)}&echostr=${encodeURIComponent(foreign)}`)).toBe(403);
      expect(await ask("")).toBe(401);
      expect(await ask(`echostr=${encodeURIComponent(sealed)}`)).toBe(401);
    });
  });

  it("answers 200 once the event and its work are committed", async () => {
    const before = await stored();
    const response = await post(seal(added()));
    expect([response.status, await response.text()]).toEqual([200, "success"]);
    expect(await stored()).toBe(before + 1);
    expect((await work()).filter((item) => item.handler === "callbacks.dispatch").length).toBeGreaterThan(0);
  });

  it("stores an event once, however often and however sealed it is delivered, also at the same moment", async () => {
    const xml = added({ WelcomeCode: "wc-twice" });
    const before = await stored();
    const workBefore = (await work()).length;
    const responses = await Promise.all([1, 2, 3, 4, 5, 6].map(() => post(seal(xml))));
    expect(responses.map((response) => response.status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(await stored()).toBe(before + 1);
    const workAfterFirst = (await work()).length;
    await post(seal(xml));
    expect((await work()).length).toBe(workAfterFirst);
    expect(workAfterFirst).toBeGreaterThan(workBefore);
  });

  it("keeps two customers apart who were added in one second", async () => {
    const before = await stored();
    await post(seal(added()));
    await post(seal(added()));
    expect(await stored()).toBe(before + 2);
  });

  it("keeps two changes of one customer in one second apart", async () => {
    const before = await stored();
    const ExternalUserID = "wmSameSecond";
    await post(seal(added({ ExternalUserID })));
    await post(seal(added({ ExternalUserID, ChangeType: "edit_external_contact" })));
    expect(await stored()).toBe(before + 2);
  });

  it.each<[string, number, () => Promise<Response>]>([
    ["a wrong signature", 401, () => post(seal(added()), { msg_signature: "f".repeat(40) })],
    ["no signature", 401, () => post(seal(added()), { msg_signature: "" })],
    [
      "a signature over another timestamp",
      401,
      () => post(seal(added()), { msg_signature: getSignature("TestToken0001", "1", "2", "x") }),
    ],
    [
      "an old envelope",
      401,
      () => post(seal(added()), { timestamp: String(Math.floor(test.clock.now().getTime() / 1_000) - 700) }),
    ],
    [
      "an envelope from the future",
      401,
      () => post(seal(added()), { timestamp: String(Math.floor(test.clock.now().getTime() / 1_000) + 700) }),
    ],
    ["a timestamp that is none", 401, () => post(seal(added()), { timestamp: "soon" })],
    ["another company", 403, () => post(seal(added(), "wwother"))],
    ["an empty receiver", 403, () => post(seal(added(), ""))],
    ["another key", 400, () => post(seal(added(), test.corpId, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefg"))],
    ["garbage instead of ciphertext", 400, () => post("AAAA")],
    ["a body that is not XML", 400, () => post("x", {}, "hello")],
    ["an empty body", 400, () => post("x", {}, "")],
    ["an envelope without Encrypt", 400, () => post("x", {}, "<xml><ToUserName>a</ToUserName></xml>")],
    [
      "an envelope with entities",
      400,
      () => post("x", {}, '<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>'),
    ],
    ["text inside that is not XML", 400, () => post(seal("hello"))],
    ["entities inside", 400, () => post(seal('<!DOCTYPE x [<!ENTITY a "b">]><xml><Event>&a;</Event></xml>'))],
    ["a body over 1 MiB", 413, () => post("x", {}, `<xml>${"a".repeat(1_048_576)}</xml>`)],
  ])("refuses %s with %i and stores nothing", async (_what, status, send) => {
    const before = await stored();
    const response = await send();
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code: expect.stringMatching(/^(callback|request)\./) } });
    expect(await stored()).toBe(before);
  });

  it("refuses a large body whose length was not announced", async () => {
    const before = await stored();
    const chunks = new ReadableStream({
      start(controller) {
        for (let count = 0; count < 20; count += 1) controller.enqueue(new Uint8Array(100_000).fill(97));
        controller.close();
      },
    });
    const response = await fetch(`${base}${URL_PATH}?${query("x")}`, {
      method: "POST",
      body: chunks,
      duplex: "half",
    } as RequestInit);
    expect(response.status).toBe(413);
    expect(await stored()).toBe(before);
  });

  it("takes a body just under the limit", async () => {
    const response = await post(seal(added({ State: "s".repeat(700_000) })));
    expect(response.status).toBe(200);
  });

  it("offers a welcome code to whoever greets, in the same commit", async () => {
    await post(seal(added({ ExternalUserID: "wmWelcome", WelcomeCode: "wc-1", State: "store12" })));
    const offered = await test.app.db.query(
      "SELECT xml FROM callback_events WHERE corp_id = ? AND xml LIKE '%wc-1]%'",
      [test.corpId],
    );
    expect(offered).toHaveLength(1);
    const subscribers = test.app.registry.subscribers("contact.welcome-offered");
    const items = (await work()).filter(
      (item) => item.event === "contact.welcome-offered" && JSON.stringify(item.payload).includes("wmWelcome"),
    );
    expect(items).toHaveLength(subscribers.length);
    for (const item of items) {
      const payload = typeof item.payload === "string" ? JSON.parse(item.payload) : item.payload;
      expect(payload).toEqual({
        userid: "guwen01",
        externalUserid: "wmWelcome",
        welcomeCode: "wc-1",
        eventTime: 1_772_416_800,
        state: "store12",
      });
    }
  });

  it("answers 503 when the database does not commit within three seconds, and 200 when WeCom sends it again", async () => {
    const blocker = test.app.db.createQueryRunner();
    await blocker.query("LOCK TABLES callback_events WRITE");
    const sealed = seal(added({ ExternalUserID: "wmSlow" }));
    try {
      const startedAt = Date.now();
      const response = await post(sealed);
      expect(response.status).toBe(503);
      expect(Date.now() - startedAt).toBeLessThan(4_500);
    } finally {
      await blocker.query("UNLOCK TABLES");
      await blocker.release();
    }
    expect((await post(sealed)).status).toBe(200);
    const rows = await test.app.db.query("SELECT id FROM callback_events WHERE corp_id = ? AND xml LIKE '%wmSlow%'", [
      test.corpId,
    ]);
    expect(rows).toHaveLength(1);
  });
});
