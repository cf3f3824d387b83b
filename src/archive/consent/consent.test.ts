import { buildCustomer, buildMember } from "../../../test/factories";
import { buildTestApp, drainWork, type TestApp } from "../../../test/harness";
import { fc } from "../../../test/property";
import { serveAll, type TestWeb } from "../../../test/signed-in";
import { ArchiveConsent } from "./archive-consent.entity";
import { ArchiveMember } from "./archive-member.entity";
import { noteConsentMessages } from "./consent-messages";
import { ConsentRound } from "./consent-round.entity";
import { type HeardConsent, recordConsents } from "./record-consents";
import { sweepConsents } from "./sweep-consents";

let test: TestApp;
let web: TestWeb;
beforeAll(async () => {
  test = await buildTestApp({ sandbox: true });
  web = await serveAll(test.app);
  for (const userid of ["m1", "m2", "m3"]) await buildMember(test.app, { userid, name: `成员 ${userid}` });
});
afterAll(async () => {
  await web.close();
  await test.close();
});
beforeEach(async () => {
  await test.app.db.getRepository(ArchiveConsent).delete({ corpId: test.corpId });
  await test.app.db.getRepository(ConsentRound).delete({ corpId: test.corpId });
});

const stored = async (externalUserid?: string) => {
  const rows = await test.app.db
    .getRepository(ArchiveConsent)
    .find({ where: { corpId: test.corpId, ...(externalUserid && { externalUserid }) }, order: { party: "ASC" } });
  return rows.map((row) => [row.party, row.status, row.changedAt?.toISOString() ?? null, row.heardFrom]);
};
const at = (second: number) => new Date(Date.UTC(2026, 2, 2, 2, 0, second));
const said = (fields: Record<string, unknown>) =>
  JSON.stringify({ msgid: "x", action: "send", from: "wmA", tolist: ["M1"], roomid: "", msgtime: 1, ...fields });

describe("what is heard", () => {
  it("ends as WeCom's newest change, in whatever order and however often it comes", async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 6 }),
        async (order) => {
          run += 1;
          const externalUserid = `wmOrder${run}`;
          const heard = order.map(
            (second): HeardConsent => ({
              externalUserid,
              party: second % 2 ? "m1" : "M1",
              kind: "member",
              status: second % 3 ? "Agree" : "Disagree",
              changedAt: new Date(at(second).getTime() + 700),
              heardFrom: "message",
              checkedAt: null,
            }),
          );
          for (const one of [...heard, ...heard.slice(0, 2)]) await recordConsents(test.app, test.corpId, [one]);
          const last = Math.max(...order);
          expect(await stored(externalUserid)).toEqual([
            ["m1", last % 3 ? "Agree" : "Disagree", at(last).toISOString(), "message"],
          ]);
        },
      ),
      { numRuns: 15 },
    );
  });

  it("is read out of the archive's messages, for each member spoken to and for a room", async () => {
    await noteConsentMessages(test.app, test.corpId, [
      said({ msgtype: "agree", agree: { userid: "wmA", agree_time: at(5).getTime() } }),
      said({ msgtype: "disagree", roomid: "wrR", disagree: { userid: "wmA", disagree_time: at(7).getTime() } }),
      said({ msgtype: "agree", tolist: ["m2", "m3"], msgtime: at(9).getTime() }),
      said({ msgtype: "text", text: { content: 'he said "msgtype":"agree"' } }),
      said({ msgtype: "agree", from: 7 }),
    ]);
    expect(await stored("wmA")).toEqual([
      ["m1", "Agree", at(5).toISOString(), "message"],
      ["m2", "Agree", at(9).toISOString(), "message"],
      ["m3", "Agree", at(9).toISOString(), "message"],
      ["wrR", "Disagree", at(7).toISOString(), "message"],
    ]);
  });

  it("comes from the event too", async () => {
    const payload = { userid: "m1", externalUserid: "wmEvent", eventTime: at(3).getTime() / 1_000 };
    await test.app.work.transaction((tx) =>
      test.app.work.publish(tx, { corpId: test.corpId, name: "callback.consent", payload }),
    );
    await drainWork(test.app);
    expect(await stored("wmEvent")).toEqual([["m1", "Agree", at(3).toISOString(), "event"]]);
  });
});

describe("the daily round", () => {
  const members = () => test.app.db.getRepository(ArchiveMember).findBy({ corpId: test.corpId });
  const roundOf = () => test.app.db.getRepository(ConsentRound).findOneByOrFail({ corpId: test.corpId });

  it("asks for every pair of an archived member, a hundred a call, and for rooms, once a day", async () => {
    const { externalUserid } = await test.sandbox.act("customer.add", { userid: "m1", name: "小王" });
    await test.sandbox.act("consent", { externalUserid, userid: "m1", agree: false });
    const pair = { externalUserid: externalUserid! };
    await buildCustomer(test.app, { ...pair, userid: "m1" });
    await buildCustomer(test.app, { ...pair, userid: "m3" });
    for (let i = 0; i < 120; i += 1) await buildCustomer(test.app, { userid: "m2" });
    await sweepConsents(test.app);
    expect((await members()).map((member) => member.userid).sort()).toEqual(["m1", "m2"]);
    expect((await stored(externalUserid!)).map(([party, status]) => [party, status])).toEqual([["m1", "Disagree"]]);
    expect(await stored()).toHaveLength(121);
    const calls = () => test.sandbox.calls("/cgi-bin/msgaudit/check_single_agree");
    const sizes = (await calls()).map((call) => (call.body as { info: unknown[] }).info.length);
    expect(sizes).toEqual([100, 21]);
    expect((await roundOf()).finishedAt).not.toBeNull();
    await sweepConsents(test.app);
    expect(await calls()).toHaveLength(2);
    await buildCustomer(test.app, { userid: "m2" });
    await sweepConsents(test.app);
    expect((await calls()).slice(2).map((call) => (call.body as { info: unknown[] }).info.length)).toEqual([1]);
    test.clock.advance(86_400_000);
    await sweepConsents(test.app);
    expect(await calls()).toHaveLength(5);
  });

  it("asks member by member when one has just left the archive", async () => {
    const { externalUserid } = await test.sandbox.act("customer.add", { userid: "m1" });
    for (const userid of ["m1", "m2"]) await buildCustomer(test.app, { externalUserid: externalUserid!, userid });
    await sweepConsents(test.app);
    expect(await stored(externalUserid!)).toHaveLength(2);
    await test.app.db.getRepository(ArchiveConsent).delete({ corpId: test.corpId });
    await test.app.db.getRepository(ConsentRound).update({ corpId: test.corpId }, { startedAt: new Date(0) });
    await test.sandbox.act("archive.range", { userids: ["m1"] });
    await sweepConsents(test.app);
    expect((await stored(externalUserid!)).map(([party]) => party)).toEqual(["m1"]);
    await test.sandbox.act("archive.range", { userids: ["m1", "m2"] });
  });

  it("keeps the refusal for the operator, and asks again only after an hour", async () => {
    await test.sandbox.control("PUT", "/faults", {
      api: [{ path: "/cgi-bin/msgaudit/get_permit_user_list", errcode: 301052 }],
    });
    await sweepConsents(test.app);
    expect(await roundOf()).toMatchObject({ refusal: 301052, startedAt: null });
    const asked = async () => (await test.sandbox.calls("/cgi-bin/msgaudit/get_permit_user_list")).length;
    const before = await asked();
    await sweepConsents(test.app);
    expect(await asked()).toBe(before);
    await test.sandbox.control("DELETE", "/faults");
    test.clock.advance(3_600_000);
    await sweepConsents(test.app);
    expect(await roundOf()).toMatchObject({ refusal: null });
  });
});

describe("shown", () => {
  it("on the customer's page, to those who may see the customer", async () => {
    const { contact } = await buildCustomer(test.app, { userid: "m1" });
    const { externalUserid } = contact;
    const base = { externalUserid, heardFrom: "message" as const, checkedAt: null };
    await recordConsents(test.app, test.corpId, [
      { ...base, party: "m1", kind: "member", status: "Agree", changedAt: at(1) },
      { ...base, party: "wrRoom", kind: "room", status: "Something", changedAt: at(2) },
    ]);
    const ask = async (userid: string) =>
      web.http
        .get(`/console/api/archive/consents?externalUserid=${externalUserid}`)
        .set("cookie", await web.cookieOf(userid));
    const answer = await ask("m1");
    expect(answer.body.data.consents).toMatchObject([
      { kind: "member", name: "成员 m1", state: "agreed" },
      { kind: "room", party: "wrRoom", name: "", state: "unknown" },
    ]);
    expect((await ask("m2")).status).toBe(404);
  });

  it("in the settings, to managers", async () => {
    const ask = async () => web.http.get("/console/api/archive/overview").set("cookie", await web.cookieOf("m1"));
    expect((await ask()).status).toBe(403);
    test.app.config.managers.push("m1");
    await sweepConsents(test.app);
    const { data } = (await ask()).body;
    expect(data.members.map((member: { userid: string }) => member.userid)).toEqual(["m1", "m2"]);
    expect(data.gaps).toMatchObject({ outages: [], silence: null, jumpCount: 0, parked: [], lostMedia: [] });
    expect(data.consents.reduce((sum: number, one: { pairs: number }) => sum + one.pairs, 0)).toBeGreaterThan(0);
  });
});
