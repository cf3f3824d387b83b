import { buildMember } from "../../test/factories";
import { buildTestApp, drainWork, type TestApp } from "../../test/harness";
import { serveAll, type TestWeb } from "../../test/signed-in";
import { createApiToken } from "../staff";
import { CallbackEvent, callbackStats, parkedCallbacks, replayCallbacks } from ".";
import { purgeCallbacks } from "./callbacks.queries";
import { dispatchInbox } from "./dispatch-inbox";
import { receiveCallback } from "./receive-callback";

describe("what nobody could act upon", () => {
  let test: TestApp;
  beforeEach(async () => {
    test = await buildTestApp({ env: { EVERGREEN_ADMINS: "boss" } });
  });
  afterEach(() => test.close());

  const ORIGIN = "http://127.0.0.1:3000";
  let seconds = 1_772_416_800;
  const receive = (changeType: string, externalUserid: string) => {
    seconds += 1;
    const xml = `<xml><FromUserName>sys</FromUserName><CreateTime>${seconds}</CreateTime><MsgType>event</MsgType><Event>change_external_contact</Event><ChangeType>${changeType}</ChangeType><UserID>g</UserID><ExternalUserID>${externalUserid}</ExternalUserID></xml>`;
    return receiveCallback(test.app, { corpId: test.corpId, xml });
  };
  /** As its last try leaves it. */
  const failWork = async () => {
    await dispatchInbox(test.app, { corpId: test.corpId, attempt: 1 });
    await test.app.db.query(
      "UPDATE outbox SET status = IF(cause IS NULL, 'done', 'dead'), last_error = 'wecom.unreachable' WHERE corp_id = ? AND status = 'pending'",
      [test.corpId],
    );
  };
  const parked = () => parkedCallbacks(test.app, test.corpId, { limit: 50 });
  const stats = () => callbackStats(test.app, test.corpId);

  it("counts each event in one place, from its arrival to its end", async () => {
    await receive("edit_external_contact", "wm1");
    await receive("something_new", "wm2");
    await receiveCallback(test.app, { corpId: test.corpId, xml: "<xml><MsgType>text</MsgType></xml>" });
    await receiveCallback(test.app, { corpId: test.corpId, xml: "<xml><MsgType>text</MsgType></xml>" });
    expect(await stats()).toEqual({ received: 3, duplicate: 1, processed: 0, waiting: 3, parked: 0 });
    await dispatchInbox(test.app, { corpId: test.corpId, attempt: 1 });
    expect(await stats()).toEqual({ received: 3, duplicate: 1, processed: 1, waiting: 1, parked: 1 });
    await failWork();
    expect(await stats()).toEqual({ received: 3, duplicate: 1, processed: 1, waiting: 0, parked: 2 });
    expect((await parked()).map(({ state, handler }) => [state, handler])).toEqual([
      ["unknown", null],
      ["dead", "contacts.apply-contact-change"],
    ]);
  });

  it("does failed work again by id, by kind and by time, once however often it is asked", async () => {
    await receive("edit_external_contact", "wm1");
    await receive("add_external_contact", "wm2");
    test.clock.advance(3_600_000);
    await receive("edit_external_contact", "wm3");
    await failWork();
    expect((await stats()).parked).toBe(3);
    const { corpId } = test;
    const half = new Date(test.app.now().getTime() - 1_800_000);
    expect(await replayCallbacks(test.app, { corpId, ids: ["18446744073709551615"] })).toBe(0);
    expect(await replayCallbacks(test.app, { corpId, event: "change_external_chat" })).toBe(0);
    expect(await replayCallbacks(test.app, { corpId, states: ["unknown"] })).toBe(0);
    expect(await replayCallbacks(test.app, { corpId: "wwother" })).toBe(0);
    expect(await replayCallbacks(test.app, { corpId, changeType: "add_external_contact" })).toBe(1);
    expect(await replayCallbacks(test.app, { corpId, changeType: "add_external_contact" })).toBe(0);
    expect(await replayCallbacks(test.app, { corpId, since: half })).toBe(1);
    expect(await replayCallbacks(test.app, { corpId, until: half })).toBe(1);
    expect(await stats()).toMatchObject({ waiting: 3, parked: 0 });
    await failWork();
    const [last] = await parked();
    const both = await Promise.all([1, 2].map(() => replayCallbacks(test.app, { corpId, ids: [last!.id] })));
    expect(both).toContain(1);
    expect(await stats()).toMatchObject({ waiting: 1, parked: 2 });
  });

  it("keeps a callback as long as its work needs a person", async () => {
    await receive("edit_external_contact", "wm1");
    await failWork();
    await receive("del_follow_user", "wm2");
    await drainWork(test.app);
    test.clock.advance(31 * 86_400_000);
    await purgeCallbacks(test.app);
    const left = await test.app.db.getRepository(CallbackEvent).findBy({ corpId: test.corpId });
    expect(left.map((row) => row.id)).toEqual((await parked()).map((row) => row.id).reverse());
    expect((await stats()).received).toBe(2);
  });

  it("answers other systems and the console, each behind its login", async () => {
    const web: TestWeb = await serveAll(test.app);
    try {
      await buildMember(test.app, { userid: "boss" });
      await buildMember(test.app, { userid: "rep" });
      await receive("something_new", "wm1");
      await drainWork(test.app);
      const token = await createApiToken(test.app, { corpId: test.corpId, role: "admin", name: "erp" });
      const answer = await web.http.get("/api/v1/callbacks/stats").set("authorization", `Bearer ${token}`);
      const data = { received: 1, duplicate: 0, processed: 0, waiting: 0, parked: 1 };
      expect([answer.status, answer.body]).toEqual([200, { data }]);
      expect((await web.http.get("/api/v1/callbacks/stats")).status).toBe(401);

      const cookie = await web.cookieOf("boss");
      const list = await web.http.get("/console/api/callbacks/parked").set("cookie", cookie);
      expect(list.body.data).toMatchObject([{ state: "unknown", changeType: "something_new" }]);
      const replay = (body: object, as: string) =>
        web.http.post("/console/api/callbacks/replay").set("cookie", as).set("origin", ORIGIN).send(body);
      const before = new Date(test.app.now().getTime() - 1_000).toISOString();
      expect((await replay({ until: before }, cookie)).body).toEqual({ data: { replayed: 0 } });
      expect((await replay({ ids: [list.body.data[0].id] }, cookie)).body).toEqual({ data: { replayed: 1 } });
      expect((await stats()).waiting).toBe(1);
      expect((await replay({ ids: ["1 OR 1"] }, cookie)).status).toBe(422);
      expect((await replay({}, await web.cookieOf("rep"))).status).toBe(403);
    } finally {
      await web.close();
    }
  });
});
