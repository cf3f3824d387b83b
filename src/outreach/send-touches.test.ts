import {
  addDaysTo,
  befriend,
  birthdayTouch,
  buildCareCustomer,
  careLater,
  careUntilIdle,
  findTouch,
  newTouch,
  nextMorning,
  plan,
} from "../../test/care";
import { buildMember } from "../../test/factories";
import { buildTestApp, drainWork, moveClock, type TestApp } from "../../test/harness";
import { addMsgTemplate } from "../wecom";
import { cancelTouch } from "./cancel-touch";
import { claimTouches } from "./claim-touches";
import { atLocalTime } from "./local-day";
import { MassSendTask } from "./mass-send-task.entity";
import { releaseDueTouches } from "./release-due-touches";
import { remindTask } from "./remind-task";
import { sendTouches } from "./send-touches";
import { recordCreated, recoverAbandonedClaims } from "./task-outcome";

const ADD = "/cgi-bin/externalcontact/add_msg_template";

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

async function tasksMade(externalUserid: string): Promise<unknown[]> {
  const calls = await test.sandbox.calls(ADD);
  return calls.filter(
    (call) =>
      call.errcode === 0 && (call.body as { external_userid: string[] }).external_userid.includes(externalUserid),
  );
}

async function taskOf(touchId: string): Promise<MassSendTask> {
  const { taskId } = await findTouch(test.app, touchId);
  return test.app.db.getRepository(MassSendTask).findOneByOrFail({ id: taskId! });
}

async function confirm(touchId: string, userid = "m1"): Promise<void> {
  await test.sandbox.act("groupmsg.confirm", { msgid: (await taskOf(touchId)).msgid, userid });
}

const groupmsgs = async (externalUserid: string) =>
  (await test.sandbox.phone(externalUserid)).filter((message) => message.via === "groupmsg");
const breakCall = (fault: Record<string, unknown>) =>
  test.sandbox.control("PUT", "/faults", { api: [{ path: ADD, times: 1, ...fault }] });

describe("sending", () => {
  it("makes a task at the due time, waits for the member and ends as WeCom says", async () => {
    const externalUserid = await befriend(test);
    const { touchId } = await plan(test.app, birthdayTouch(test.app, { externalUserid }));
    await careUntilIdle(test);
    await careLater(test, 5);
    expect(await findTouch(test.app, touchId)).toMatchObject({ status: "awaiting_member" });
    expect(await groupmsgs(externalUserid)).toEqual([]);

    await confirm(touchId);
    await careLater(test, 5);
    const sent = await findTouch(test.app, touchId);
    expect(sent).toMatchObject({ status: "sent", reasonCode: null });
    expect(sent.sentAt).not.toBeNull();
    expect(await groupmsgs(externalUserid)).toMatchObject([{ text: "祝您生日快乐", from: "m1" }]);
    const events: { kind: string; data: unknown }[] = await test.app.db.query(
      "SELECT kind, data FROM customer_events WHERE external_userid = ? AND kind LIKE 'touch.%'",
      [externalUserid],
    );
    expect(events.map((event) => event.kind)).toEqual(["touch.sent"]);
    expect(await taskOf(touchId)).toMatchObject({ status: "closed" });
  });

  it("puts customers of one member with one text into one task", async () => {
    const customers = [await befriend(test), await befriend(test), await befriend(test, "m2")];
    for (const externalUserid of customers) {
      const userid = externalUserid === customers[2] ? "m2" : "m1";
      await plan(test.app, newTouch(test.app, { externalUserid, userid, content: { text: "一起", attachments: [] } }));
    }
    await careUntilIdle(test);
    const bodies = (await test.sandbox.calls(ADD)).map(
      (call) => call.body as { sender: string; external_userid: string[] },
    );
    expect(bodies.find((body) => body.external_userid.includes(customers[0]!))?.external_userid).toHaveLength(2);
    expect(bodies.find((body) => body.external_userid.includes(customers[2]!))?.sender).toBe("m2");
  });

  it("makes one task when two workers come at once", async () => {
    const externalUserid = await befriend(test);
    const { touchId } = await plan(test.app, newTouch(test.app, { externalUserid }));
    const { userid, contentHash } = await findTouch(test.app, touchId);
    const input = { corpId: test.corpId, userid, contentHash };
    const made = await Promise.all([sendTouches(test.app, input), sendTouches(test.app, input)]);
    expect(made.sort()).toEqual([0, 1]);
    expect(await tasksMade(externalUserid)).toHaveLength(1);
  });

  it("sends nothing before its time, nothing in quiet hours, nothing past its use-by", async () => {
    const [early, expired] = [await befriend(test), await befriend(test)];
    const future = await plan(test.app, newTouch(test.app, { externalUserid: early, day: addDaysTo(today, 2) }));
    const old = await plan(test.app, newTouch(test.app, { externalUserid: expired, at: "20:59", useBy: today }));
    await careUntilIdle(test);
    await moveClock(test, atLocalTime(today, "23:00", "Asia/Shanghai"));
    await careUntilIdle(test);
    expect(await findTouch(test.app, future.touchId)).toMatchObject({ status: "planned" });
    expect(await findTouch(test.app, old.touchId)).toMatchObject({ status: "cancelled", reasonCode: "expired" });
    expect(await tasksMade(expired)).toEqual([]);
  });

  it("moves what was not sent in time to the morning", async () => {
    const externalUserid = await befriend(test);
    const { touchId } = await plan(test.app, newTouch(test.app, { externalUserid, at: "20:59" }));
    await moveClock(test, atLocalTime(today, "23:00", "Asia/Shanghai"));
    await careUntilIdle(test);
    const tomorrow = addDaysTo(today, 1);
    expect(await findTouch(test.app, touchId)).toMatchObject({
      status: "planned",
      plannedFor: tomorrow,
      reasonCode: "quiet_hours",
    });
    await moveClock(test, atLocalTime(tomorrow, "21:00", "Asia/Shanghai"));
  });
});

describe("lost answers", () => {
  it("makes exactly one task when the answer is cut off after the work was done", async () => {
    const externalUserid = await befriend(test);
    const { touchId } = await plan(test.app, newTouch(test.app, { externalUserid }));
    await breakCall({ cutAfterWork: true });
    await releaseDueTouches(test.app, test.corpId);
    await drainWork(test.app);
    expect(await findTouch(test.app, touchId)).toMatchObject({ status: "unknown", reasonCode: "answer_lost" });
    await careLater(test, 5);
    await careLater(test, 60);
    expect(await findTouch(test.app, touchId)).toMatchObject({ status: "awaiting_member", reasonCode: null });
    await confirm(touchId);
    await careLater(test, 5);
    expect(await findTouch(test.app, touchId)).toMatchObject({ status: "sent" });
    const listed = await test.sandbox.calls(ADD);
    const asked = listed.filter((call) =>
      (call.body as { external_userid: string[] }).external_userid.includes(externalUserid),
    );
    expect(asked).toHaveLength(1);
    expect(await groupmsgs(externalUserid)).toHaveLength(1);
  });

  it("adopts the right one of two tasks with the same text", async () => {
    const [first, second] = [await befriend(test), await befriend(test)];
    const content = { text: `同文 ${today}`, attachments: [] };
    const a = await plan(test.app, newTouch(test.app, { externalUserid: first, content }));
    await careUntilIdle(test);
    const b = await plan(test.app, newTouch(test.app, { externalUserid: second, content }));
    await breakCall({ cutAfterWork: true });
    await releaseDueTouches(test.app, test.corpId);
    await drainWork(test.app);
    await careLater(test, 30);
    await careLater(test, 5);
    const [taskA, taskB] = [await taskOf(a.touchId), await taskOf(b.touchId)];
    expect(taskA.msgid).not.toBe(taskB.msgid);
    expect(await findTouch(test.app, b.touchId)).toMatchObject({ status: "awaiting_member" });
  });

  it("repeats only once it is proven that WeCom made nothing", async () => {
    const externalUserid = await befriend(test);
    const { touchId } = await plan(test.app, newTouch(test.app, { externalUserid }));
    await breakCall({ httpStatus: 502 });
    await releaseDueTouches(test.app, test.corpId);
    await drainWork(test.app);
    await careLater(test, 5);
    expect(await findTouch(test.app, touchId)).toMatchObject({ status: "unknown" });
    await careLater(test, 20);
    await careLater(test, 5);
    expect(await findTouch(test.app, touchId)).toMatchObject({ status: "awaiting_member" });
    expect(await tasksMade(externalUserid)).toHaveLength(1);
  });

  it("asks WeCom when the process died between claim and call", async () => {
    const externalUserid = await befriend(test);
    const { touchId } = await plan(test.app, newTouch(test.app, { externalUserid }));
    const { userid, contentHash } = await findTouch(test.app, touchId);
    const claim = await claimTouches(test.app, { corpId: test.corpId, userid, contentHash });
    await careUntilIdle(test);
    expect(await findTouch(test.app, touchId)).toMatchObject({ status: "claimed" }); // alive as far as anybody knows
    await endLease(claim!.taskId);
    expect(await recoverAbandonedClaims(test.app, test.corpId)).toBe(1);
    await careLater(test, 5);
    expect(await findTouch(test.app, touchId)).toMatchObject({ status: "unknown" });
    await careLater(test, 30);
    await careLater(test, 5);
    expect(await findTouch(test.app, touchId)).toMatchObject({ status: "awaiting_member" });
    expect(await tasksMade(externalUserid)).toHaveLength(1);
  });

  it("adopts the task when the process died between call and record", async () => {
    const externalUserid = await befriend(test);
    const { touchId } = await plan(test.app, newTouch(test.app, { externalUserid }));
    const claim = await claimAndCall(touchId);
    await endLease(claim.taskId);
    await recoverAbandonedClaims(test.app, test.corpId);
    await careLater(test, 5);
    await careLater(test, 60);
    expect(await findTouch(test.app, touchId)).toMatchObject({ status: "awaiting_member" });
    expect((await taskOf(touchId)).msgid).toBe(claim.msgid);
    expect(await tasksMade(externalUserid)).toHaveLength(1);
  });

  it("takes a task back that comes to light after it was given up", async () => {
    const externalUserid = await befriend(test);
    const { touchId } = await plan(test.app, newTouch(test.app, { externalUserid }));
    const { userid, contentHash } = await findTouch(test.app, touchId);
    const claim = await claimTouches(test.app, { corpId: test.corpId, userid, contentHash });
    await endLease(claim!.taskId);
    await recoverAbandonedClaims(test.app, test.corpId);
    await careLater(test, 30);
    await careLater(test, 5);
    // The claiming process wakes up now and carries its call through.
    const late = await addMsgTemplate(test.app.wecom, {
      sender: "m1",
      externalUserids: [externalUserid],
      text: claim!.content.text,
      attachments: [],
    });
    await recordCreated(test.app, { corpId: test.corpId, taskId: claim!.taskId, ...late });
    await careUntilIdle(test);
    const cancelled = await test.sandbox.calls("/cgi-bin/externalcontact/cancel_groupmsg_send");
    expect(cancelled.map((call) => (call.body as { msgid: string }).msgid)).toContain(late.msgid);
    expect((await taskOf(touchId)).msgid).not.toBe(late.msgid);
  });

  it("takes such a task back even when WeCom cannot be told at once", async () => {
    const externalUserid = await befriend(test);
    const { touchId } = await plan(test.app, newTouch(test.app, { externalUserid }));
    const { userid, contentHash } = await findTouch(test.app, touchId);
    const claim = await claimTouches(test.app, { corpId: test.corpId, userid, contentHash });
    await endLease(claim!.taskId);
    await recoverAbandonedClaims(test.app, test.corpId);
    await careLater(test, 30);
    await careLater(test, 5);
    const late = await addMsgTemplate(test.app.wecom, {
      sender: "m1",
      externalUserids: [externalUserid],
      text: claim!.content.text,
      attachments: [],
    });
    const CANCEL = "/cgi-bin/externalcontact/cancel_groupmsg_send";
    await test.sandbox.control("PUT", "/faults", { api: [{ path: CANCEL, errcode: 48002, times: 1 }] });
    await recordCreated(test.app, { corpId: test.corpId, taskId: claim!.taskId, ...late });
    await careLater(test, 60);
    await careLater(test, 60);
    const cancelled = (await test.sandbox.calls(CANCEL)).filter((call) => call.errcode === 0);
    expect(cancelled.map((call) => (call.body as { msgid: string }).msgid)).toContain(late.msgid);
    expect(await findTouch(test.app, touchId)).toMatchObject({ status: "awaiting_member" });
    expect((await taskOf(touchId)).msgid).not.toBe(late.msgid);
  });

  it("finds a task that was made long after its claim, by a machine that had been asleep", async () => {
    const externalUserid = await befriend(test);
    const { touchId } = await plan(test.app, newTouch(test.app, { externalUserid }));
    const { userid, contentHash } = await findTouch(test.app, touchId);
    const claim = await claimTouches(test.app, { corpId: test.corpId, userid, contentHash });
    await moveClock(test, new Date(test.clock.now().getTime() + 3 * 3_600_000));
    const { msgid } = await addMsgTemplate(test.app.wecom, {
      sender: userid,
      externalUserids: [externalUserid],
      text: claim!.content.text,
      attachments: [],
    });
    await endLease(claim!.taskId);
    await recoverAbandonedClaims(test.app, test.corpId);
    await careLater(test, 30);
    await careLater(test, 60);
    expect((await taskOf(touchId)).msgid).toBe(msgid);
    expect(await tasksMade(externalUserid)).toHaveLength(1);
  });

  async function claimAndCall(touchId: string) {
    const { userid, contentHash } = await findTouch(test.app, touchId);
    const claim = await claimTouches(test.app, { corpId: test.corpId, userid, contentHash });
    const { msgid } = await addMsgTemplate(test.app.wecom, {
      sender: claim!.userid,
      externalUserids: claim!.recipients.map((recipient) => recipient.externalUserid),
      text: claim!.content.text,
      attachments: [],
    });
    return { taskId: claim!.taskId, msgid };
  }

  async function endLease(taskId: string): Promise<void> {
    await test.app.db.query(
      "UPDATE mass_send_tasks SET lease_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = ?",
      [taskId],
    );
  }
});

describe("refusals", () => {
  it("settles those WeCom would not take, each by itself", async () => {
    const [good, stranger] = [await befriend(test), await buildCareCustomer(test.app)];
    const unknownToWecom = await buildCareCustomer(test.app, { userid: "m1" });
    const content = { text: `名单 ${today}`, attachments: [] };
    const touches = [];
    for (const externalUserid of [good, stranger, unknownToWecom]) {
      touches.push(await plan(test.app, newTouch(test.app, { externalUserid, content })));
    }
    await careUntilIdle(test);
    await careLater(test, 5);
    const states = [];
    for (const { touchId } of touches) {
      const { status, reasonCode } = await findTouch(test.app, touchId);
      states.push([status, reasonCode]);
    }
    expect(states).toEqual([
      ["awaiting_member", null],
      ["not_friend", "relation_gone"],
      ["failed", "rejected_recipient"],
    ]);
  });

  it("does not ask WeCom for a customer who has deleted the member", async () => {
    const externalUserid = await buildCareCustomer(test.app, { userid: "m1", relation: "deleted_by_customer" });
    const { touchId } = await plan(test.app, newTouch(test.app, { externalUserid }));
    await careUntilIdle(test);
    expect(await findTouch(test.app, touchId)).toMatchObject({ status: "not_friend", reasonCode: "relation_gone" });
    expect(await tasksMade(externalUserid)).toEqual([]);
  });

  it.each([
    ["wecom_busy", { errcode: 45009 }],
    ["wecom_misconfigured", { errcode: 48002 }],
  ])("plans again what WeCom will take later: %s", async (reason, fault) => {
    const externalUserid = await befriend(test);
    const { touchId } = await plan(test.app, newTouch(test.app, { externalUserid }));
    await breakCall(fault);
    await careUntilIdle(test);
    expect(await findTouch(test.app, touchId)).toMatchObject({ status: "planned", taskId: null, reasonCode: reason });
    await careLater(test, 600);
    await careLater(test, 5);
    expect(await findTouch(test.app, touchId)).toMatchObject({ status: "awaiting_member", reasonCode: null });
    expect(await tasksMade(externalUserid)).toHaveLength(1);
  });

  it("keeps asking when WeCom cannot tell how a task stands", async () => {
    const externalUserid = await befriend(test);
    const { touchId } = await plan(test.app, newTouch(test.app, { externalUserid }));
    await careUntilIdle(test);
    await test.sandbox.control("PUT", "/faults", {
      api: [{ path: "/cgi-bin/externalcontact/get_groupmsg_task", httpStatus: 502, times: 2 }],
    });
    await careLater(test, 5);
    expect(await findTouch(test.app, touchId)).toMatchObject({ status: "task_created" });
    await careLater(test, 20);
    await careLater(test, 20);
    expect(await findTouch(test.app, touchId)).toMatchObject({ status: "awaiting_member" });
  });

  it("fails for good when WeCom refuses the content or the sender", async () => {
    const externalUserid = await befriend(test);
    const { touchId } = await plan(test.app, newTouch(test.app, { externalUserid }));
    await breakCall({ errcode: 40058 });
    await careUntilIdle(test);
    expect(await findTouch(test.app, touchId)).toMatchObject({
      status: "failed",
      reasonCode: "rejected_by_wecom",
      reasonDetails: { errcode: 40058 },
    });
  });
});

describe("what becomes of a task", () => {
  async function awaiting(fields: Parameters<typeof newTouch>[1]): Promise<string> {
    const { touchId } = await plan(test.app, newTouch(test.app, fields));
    await careUntilIdle(test);
    await careLater(test, 5);
    expect(await findTouch(test.app, touchId)).toMatchObject({ status: "awaiting_member" });
    return touchId;
  }

  it("knows a customer who deleted the member before the member pressed send", async () => {
    const externalUserid = await befriend(test);
    const touchId = await awaiting({ externalUserid });
    await test.sandbox.act("customer.delete", { userid: "m1", externalUserid, by: "customer" });
    await confirm(touchId);
    await careLater(test, 5);
    expect(await findTouch(test.app, touchId)).toMatchObject({ status: "not_friend", reasonCode: "not_friend" });
  });

  it("knows a customer whose quota of the month is used up", async () => {
    await moveClock(test, new Date("2027-02-01T02:00:00Z"));
    const externalUserid = await befriend(test);
    for (let n = 0; n < 28; n += 1) {
      const template = { sender: "m1", externalUserids: [externalUserid], text: `占用 ${n}`, attachments: [] };
      const { msgid } = await addMsgTemplate(test.app.wecom, template);
      await test.sandbox.act("groupmsg.confirm", { msgid, userid: "m1" });
    }
    const touchId = await awaiting({ externalUserid });
    await confirm(touchId);
    await careLater(test, 5);
    expect(await findTouch(test.app, touchId)).toMatchObject({ status: "quota_reached", reasonCode: "quota_reached" });
    expect(await groupmsgs(externalUserid)).toHaveLength(28);
  });

  it("takes a task back after three days of silence", async () => {
    const externalUserid = await befriend(test);
    const touchId = await awaiting({ externalUserid });
    const { msgid } = await taskOf(touchId);
    await test.sandbox.act("groupmsg.ignore", { msgid, userid: "m1" });
    await careLater(test, 2 * 86_400);
    expect(await findTouch(test.app, touchId)).toMatchObject({ status: "awaiting_member" });
    await careLater(test, 86_400 + 60);
    expect(await findTouch(test.app, touchId)).toMatchObject({ status: "member_silent", reasonCode: "member_silent" });
    await test.sandbox.act("groupmsg.confirm", { msgid, userid: "m1" }).catch(() => undefined);
    expect(await groupmsgs(externalUserid)).toEqual([]);
  });

  it("takes a birthday greeting back with its use-by, however patient we are", async () => {
    const externalUserid = await befriend(test);
    const { touchId } = await plan(test.app, birthdayTouch(test.app, { externalUserid }));
    await careUntilIdle(test);
    await careLater(test, 5);
    await moveClock(test, atLocalTime(addDaysTo(today, 2), "00:01", "Asia/Shanghai"));
    await careUntilIdle(test);
    expect(await findTouch(test.app, touchId)).toMatchObject({ status: "member_silent" });
  });

  it("reminds by itself once, by hand as often as WeCom allows", async () => {
    const externalUserid = await befriend(test);
    const touchId = await awaiting({ externalUserid });
    const { id: taskId, msgid } = await taskOf(touchId);
    const remind = () => remindTask(test.app, { corpId: test.corpId, taskId, byItself: false });
    await careLater(test, 4 * 3_600);
    await careLater(test, 3_600);
    expect((await taskOf(touchId)).remindedAt).toHaveLength(1);
    await remind();
    await remind();
    await expect(remind()).rejects.toMatchObject({ code: "outreach.reminded_too_often", status: 429 });
    const calls = await test.sandbox.calls("/cgi-bin/externalcontact/remind_groupmsg_send");
    expect(calls.filter((call) => (call.body as { msgid: string }).msgid === msgid)).toHaveLength(3);
  });

  it("takes one customer out of a task and makes it again for the others", async () => {
    const [out, stays] = [await befriend(test), await befriend(test)];
    const content = { text: `撤回 ${today}`, attachments: [] };
    const a = await plan(test.app, newTouch(test.app, { externalUserid: out, content }));
    const b = await awaiting({ externalUserid: stays, content });
    expect(await cancelTouch(test.app, { corpId: test.corpId, touchId: a.touchId })).toBe("requested");
    await careUntilIdle(test);
    await careLater(test, 5);
    expect(await findTouch(test.app, a.touchId)).toMatchObject({
      status: "cancelled",
      reasonCode: "cancelled_by_person",
    });
    expect(await findTouch(test.app, b)).toMatchObject({ status: "awaiting_member" });
    await confirm(b);
    await careLater(test, 5);
    expect(await groupmsgs(stays)).toHaveLength(1);
    expect(await groupmsgs(out)).toEqual([]);
    await expect(cancelTouch(test.app, { corpId: test.corpId, touchId: b })).rejects.toMatchObject({
      code: "outreach.settled",
    });
  });

  it("takes a lower touch out of the member's hands when a higher one is due, and never lets both arrive", async () => {
    const externalUserid = await befriend(test);
    const push = await awaiting({ externalUserid });
    const tomorrow = addDaysTo(today, 1);
    const birthday = await plan(test.app, birthdayTouch(test.app, { externalUserid, day: tomorrow }));
    await moveClock(test, atLocalTime(tomorrow, "09:00", "Asia/Shanghai"));
    await careUntilIdle(test);
    await careLater(test, 6);
    await careLater(test, 5);
    expect(await findTouch(test.app, birthday.touchId)).toMatchObject({ status: "awaiting_member" });
    expect(await findTouch(test.app, push)).toMatchObject({
      status: "planned",
      plannedFor: addDaysTo(tomorrow, 1),
      reasonCode: "daily_cap",
    });
    await confirm(birthday.touchId);
    await careLater(test, 5);
    expect((await groupmsgs(externalUserid)).map((message) => message.text)).toEqual(["祝您生日快乐"]);
  });

  it("lets no second touch out while the member may still send the first one today", async () => {
    const externalUserid = await befriend(test);
    await awaiting({ externalUserid, content: { text: "第一条", attachments: [] } });
    const tomorrow = addDaysTo(today, 1);
    const second = await plan(test.app, newTouch(test.app, { externalUserid, day: tomorrow }));
    await moveClock(test, atLocalTime(tomorrow, "09:00", "Asia/Shanghai"));
    await careUntilIdle(test);
    expect(await findTouch(test.app, second.touchId)).toMatchObject({
      status: "planned",
      plannedFor: addDaysTo(tomorrow, 1),
      reasonCode: "daily_cap",
    });
  });
});
