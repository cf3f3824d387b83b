import { buildTestApp, drainWork, eventually, type TestApp } from "../../test/harness";
import { listen } from "../../test/listen";
import { FollowRelation } from "../contacts";
import { CallbackEvent, callbackEndpoint, callbackHealth } from ".";

/** The local WeCom seals and delivers; we know its answers only through HTTP. */
describe("callbacks as WeCom delivers them", () => {
  let test: TestApp;
  let server: Awaited<ReturnType<typeof listen>>;

  beforeAll(async () => {
    test = await buildTestApp({ sandbox: true });
    server = await listen(callbackEndpoint(test.app));
    const { callbackToken: token, callbackAesKey: aesKey } = test.app.config.wecom;
    // Saving the address makes WeCom check it first.
    await test.sandbox.control("PUT", "/callback", { url: `${server.url}/wecom/callback`, token, aesKey });
  });
  beforeEach(() => test.sandbox.control("DELETE", "/faults"));
  afterAll(async () => {
    await server.close();
    await test.close();
  });

  const stored = (externalUserid: string) =>
    test.app.db.query("SELECT change_type FROM callback_events WHERE corp_id = ? AND xml LIKE ? ORDER BY id", [
      test.corpId,
      `%${externalUserid}%`,
    ]) as Promise<{ change_type: string }[]>;
  const relation = (externalUserid: string) =>
    test.app.db.getRepository(FollowRelation).findOneBy({ corpId: test.corpId, externalUserid, userid: "m1" });

  it("turns a scanned code into a customer, and a deletion into a lost one", async () => {
    const { externalUserid } = await test.sandbox.act("customer.add", {
      userid: "m1",
      name: "李女士",
      state: "store12",
    });
    await eventually("the callback is stored", async () => (await stored(externalUserid!)).length === 1);
    await drainWork(test.app);
    expect(await relation(externalUserid!)).toMatchObject({ status: "full", state: "store12" });

    await test.sandbox.act("customer.delete", { userid: "m1", externalUserid, by: "customer" });
    await eventually("the second callback is stored", async () => (await stored(externalUserid!)).length === 2);
    await drainWork(test.app);
    expect(await relation(externalUserid!)).toMatchObject({ status: "deleted_by_customer" });
  });

  it("is not misled by duplicates, delays and a shuffled order", async () => {
    await test.sandbox.control("PUT", "/faults", { callbacks: { duplicate: 1, shuffle: 1, delayMs: 50 } });
    const ids: string[] = [];
    for (let count = 0; count < 8; count += 1) {
      const { externalUserid } = await test.sandbox.act("customer.add", { userid: "m1" });
      ids.push(externalUserid!);
      await test.sandbox.act("customer.edit", { userid: "m1", externalUserid, remark: `第${count}位` });
      if (count % 2 === 0) await test.sandbox.act("customer.delete", { userid: "m1", externalUserid, by: "member" });
    }
    const expected = (index: number) => (index % 2 === 0 ? 3 : 2);
    for (const [index, id] of ids.entries()) {
      await eventually(`callbacks of ${id}`, async () => (await stored(id)).length === expected(index));
    }
    await drainWork(test.app);
    for (const [index, id] of ids.entries()) {
      expect(await relation(id)).toMatchObject({ status: index % 2 === 0 ? "deleted_by_member" : "full" });
      expect(await stored(id)).toHaveLength(expected(index));
    }
  });

  it("understands everything the local WeCom sends", async () => {
    const { externalUserid } = await test.sandbox.act("customer.add", { userid: "m1", half: true });
    await test.sandbox.act("customer.accept", { userid: "m1", externalUserid });
    const { tagId } = await test.sandbox.act("tag.create", { groupName: "会员", name: "银卡" });
    await test.sandbox.act("tag.rename", { tagId, name: "金卡" });
    await test.sandbox.act("tag.delete", { tagId });
    const { chatId } = await test.sandbox.act("group.create", {
      owner: "m1",
      members: ["m2"],
      customers: [externalUserid],
      name: "群",
    });
    await test.sandbox.act("group.change", { chatId, change: "change_name", name: "新群" });
    await test.sandbox.act("group.change", { chatId, change: "del_member", customers: [externalUserid] });
    await test.sandbox.act("group.dismiss", { chatId });
    await test.sandbox.act("message.send", { from: "m1", to: externalUserid, msgtype: "text", content: "您好" });
    await test.sandbox.act("consent", { userid: "m1", externalUserid, agree: true });
    await eventually("the last callback is stored", async () =>
      test.app.db
        .getRepository(CallbackEvent)
        .existsBy({ corpId: test.corpId, event: "change_external_chat", changeType: "dismiss" }),
    );
    await drainWork(test.app);
    const health = await callbackHealth(test.app, test.corpId);
    expect(health.stats).toMatchObject({ waiting: 0, parked: 0, processed: health.stats.received });
    const dead = await test.app.db.query(
      "SELECT handler, last_error FROM outbox WHERE corp_id = ? AND status = 'dead'",
      [test.corpId],
    );
    expect(dead).toEqual([]);
  });
});
