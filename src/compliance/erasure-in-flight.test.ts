import { befriend, careLater, careUntilIdle, newTouch, nextMorning, plan } from "../../test/care";
import { buildMember } from "../../test/factories";
import { adminOf, buildTestApp, drainWork, type TestApp } from "../../test/harness";
import { claimTouches } from "../outreach/claim-touches";
import { releaseDueTouches } from "../outreach/release-due-touches";
import { releaseClaim } from "../outreach/task-outcome";
import { addMsgTemplate } from "../wecom";
import { presentErasure } from "./compliance.queries";
import { CustomerErasure } from "./customer-erasure.entity";
import { confirmErasure, eraseConfirmed, previewErasure, totalOf } from "./erasure";

const ADD = "/cgi-bin/externalcontact/add_msg_template";
const CANCEL = "/cgi-bin/externalcontact/cancel_groupmsg_send";
const ROUND_MS = 60_000;

let test: TestApp;
let today: string;
beforeAll(async () => {
  test = await buildTestApp({ sandbox: true });
  await buildMember(test.app, { userid: "m1", name: "周敏" });
});
afterAll(() => test.close());
beforeEach(async () => {
  today = await nextMorning(test);
  await test.sandbox.control("DELETE", "/faults");
});

/** One text for several customers is one task of the member. */
async function planned(customers: string[]): Promise<void> {
  const content = { text: `滤芯到货 ${today} ${customers[0]}`, attachments: [] };
  for (const externalUserid of customers) await plan(test.app, newTouch(test.app, { externalUserid, content }));
}

async function order(externalUserid: string): Promise<string> {
  const admin = adminOf(test.corpId);
  const preview = await previewErasure(test.app, admin, { externalUserid, reason: "客户来电要求" });
  await confirmErasure(test.app, admin, preview.id, totalOf(preview.counts));
  await eraseConfirmed(test.app, ROUND_MS);
  return preview.id;
}

/** The member presses send wherever WeCom still lets them. */
async function confirmAll(): Promise<void> {
  const rows: { msgid: string }[] = await test.app.db.query(
    "SELECT msgid FROM mass_send_tasks WHERE corp_id = ? AND msgid IS NOT NULL",
    [test.corpId],
  );
  for (const { msgid } of rows) await test.sandbox.act("groupmsg.confirm", { msgid, userid: "m1" }).catch(() => null);
}

const shown = async (id: string) =>
  presentErasure(test.app, await test.app.db.getRepository(CustomerErasure).findOneByOrFail({ id }));
const received = async (externalUserid: string) =>
  (await test.sandbox.phone(externalUserid)).filter((message) => message.via === "groupmsg").length;
const touchesOf = async (externalUserid: string) =>
  (await test.app.db.query("SELECT id FROM touches WHERE external_userid = ?", [externalUserid])).length;
const breakCall = (fault: object) =>
  test.sandbox.control("PUT", "/faults", { api: [{ path: ADD, times: 1, ...fault }] });

describe("a customer who is forgotten while a message is on its way", () => {
  it("gets nothing of a task that the member still has; the others in it get theirs once", async () => {
    const [out, stays] = [await befriend(test), await befriend(test)];
    await planned([out, stays]);
    await careUntilIdle(test);
    await careLater(test, 5);
    const preview = await previewErasure(test.app, adminOf(test.corpId), { externalUserid: out, reason: "客户来信" });
    expect((await shown(preview.id)).inFlight).toBe(1);
    await test.sandbox.control("PUT", "/faults", { api: [{ path: CANCEL, httpStatus: 502, times: 50 }] });
    const id = await order(out);
    expect(await shown(id)).toMatchObject({ state: "confirmed", inFlight: 1 });
    await careUntilIdle(test);
    await eraseConfirmed(test.app, ROUND_MS);
    expect(await shown(id)).toMatchObject({ state: "confirmed", inFlight: 1 });
    await test.sandbox.control("DELETE", "/faults");
    await careLater(test, 10);
    await Promise.all([eraseConfirmed(test.app, ROUND_MS), eraseConfirmed(test.app, ROUND_MS)]);
    await eraseConfirmed(test.app, ROUND_MS);
    expect(await shown(id)).toMatchObject({ state: "done", inFlight: 0 });
    await careLater(test, 5);
    await confirmAll();
    await careLater(test, 5);
    expect([await received(out), await received(stays), await touchesOf(out)]).toEqual([0, 1, 0]);
  });

  it.each([
    ["came to be", { cutAfterWork: true }],
    ["never came to be", { httpStatus: 502 }],
  ])("gets nothing of a call whose answer was lost and whose task %s; nobody else gets it twice", async (_, fault) => {
    const [out, stays] = [await befriend(test), await befriend(test)];
    await planned([out, stays]);
    await breakCall(fault);
    await releaseDueTouches(test.app, test.corpId);
    await drainWork(test.app);
    const id = await order(out);
    expect(await shown(id)).toMatchObject({ state: "confirmed", inFlight: 1 });
    await careUntilIdle(test);
    await careLater(test, 60);
    await careLater(test, 5);
    await eraseConfirmed(test.app, ROUND_MS);
    expect(await shown(id)).toMatchObject({ state: "done" });
    await careLater(test, 5);
    await confirmAll();
    await careLater(test, 5);
    expect([await received(out), await received(stays), await touchesOf(out)]).toEqual([0, 1, 0]);
  });

  it("gets nothing of a call that was under way at that moment, whatever becomes of it", async () => {
    const [first, second] = [await befriend(test), await befriend(test)];
    const claims = [];
    for (const externalUserid of [first, second]) {
      await planned([externalUserid]);
      const [row] = await test.app.db.query("SELECT content_hash FROM touches WHERE external_userid = ?", [
        externalUserid,
      ]);
      claims.push(
        (await claimTouches(test.app, { corpId: test.corpId, userid: "m1", contentHash: row.content_hash }))!,
      );
    }
    const ids = [await order(first), await order(second)];
    const { taskId, content } = claims[0]!;
    // The process that called dies before it can write the answer down; the other is refused for the moment.
    await addMsgTemplate(test.app.wecom, { sender: "m1", externalUserids: [first], ...content });
    await test.app.db.query("UPDATE mass_send_tasks SET lease_until = '2020-01-01' WHERE id = ?", [taskId]);
    await test.app.db.query(
      "UPDATE mass_send_tasks SET status = 'unknown', unknown_since = ?, next_check_at = ? WHERE id = ?",
      [test.app.now(), test.app.now(), taskId],
    );
    await test.app.db.query("UPDATE touches SET status = 'unknown' WHERE task_id = ?", [taskId]);
    const refused = { corpId: test.corpId, taskId: claims[1]!.taskId, error: "wecom_busy" };
    await releaseClaim(test.app, { ...refused, reason: "wecom_busy", afterMs: 0 });
    await careLater(test, 5);
    await eraseConfirmed(test.app, ROUND_MS);
    expect([(await shown(ids[0]!)).state, (await shown(ids[1]!)).state]).toEqual(["done", "done"]);
    await careLater(test, 5);
    await confirmAll();
    expect([await received(first), await received(second)]).toEqual([0, 0]);
  });

  it("keeps what the member had sent before, and is done without a call", async () => {
    const out = await befriend(test);
    await planned([out]);
    await careUntilIdle(test);
    await careLater(test, 5);
    await confirmAll();
    const id = await order(out);
    await careLater(test, 5);
    await eraseConfirmed(test.app, ROUND_MS);
    expect(await shown(id)).toMatchObject({ state: "done" });
    expect([await received(out), await touchesOf(out)]).toEqual([1, 0]);
  });

  it("is never called for without a row, when the claim and the forgetting meet", async () => {
    for (let n = 0; n < 5; n += 1) {
      const out = await befriend(test);
      await planned([out]);
      const [row] = await test.app.db.query("SELECT content_hash FROM touches WHERE external_userid = ?", [out]);
      const asked = { corpId: test.corpId, userid: "m1", contentHash: row.content_hash };
      const [claim] = await Promise.all([
        claimTouches(test.app, asked).catch((error: { code?: string }) => {
          // Whoever loses is rolled back, by us or by the database, and comes again.
          expect(["outreach.touches_changed", "ER_LOCK_DEADLOCK", "ER_CHECKREAD"]).toContain(error.code);
          return null;
        }),
        order(out),
      ]);
      expect(await touchesOf(out)).toBe(claim?.recipients.length ?? 0);
    }
  });
});
