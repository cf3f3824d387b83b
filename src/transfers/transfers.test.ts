import { repOf } from "../../test/harness";
import { buildTransferTest, DAY, HOUR, MINUTE, type TransferTest } from "../../test/transfers";
import { cancelTransfer } from "./cancel-transfer";
import { claimTransfers } from "./claim-transfers";
import { sendTransfers } from "./send-transfers";
import { startTransfer } from "./start-transfer";
import { Transfer } from "./transfer.entity";
import { StartTransfer } from "./transfers.schema";

let t: TransferTest;
beforeAll(async () => {
  t = await buildTransferTest();
});
afterAll(() => t.test.close());

/** Ordered, and handed to WeCom after the minute in which it can be called back. */
async function started(input: { to?: string; from?: string } = {}): Promise<string> {
  const from = input.from ?? "m1";
  const externalUserid = await t.befriend(from);
  await t.order({ handoverUserid: from, takeoverUserid: input.to ?? "m2", externalUserids: [externalUserid] });
  await t.pass(MINUTE);
  expect(await t.transfer(externalUserid)).toMatchObject({ state: "started" });
  return externalUserid;
}

const timeline = async (externalUserid: string, wanted = "contact.transferred"): Promise<string[]> => {
  const rows: { kind: string }[] = await t.app.db.query(
    "SELECT kind FROM customer_events WHERE corp_id = ? AND external_userid = ?",
    [t.test.corpId, externalUserid],
  );
  return rows.map((row) => row.kind).filter((kind) => kind === wanted);
};

describe("a transfer on the job", () => {
  it("waits a minute, then 24 hours; then the relation is the taker's and the timeline says so", async () => {
    const externalUserid = await t.befriend();
    const { tagId } = await t.sandbox.act<{ tagId: string }>("tag.create", { groupName: "产品", name: "滤芯" });
    await t.sandbox.act("customer.edit", { userid: "m1", externalUserid, addTagIds: [tagId] });
    await t.app.db.query(
      "INSERT INTO relation_tags (corp_id, external_userid, userid, tag_id) VALUES (?, ?, 'm1', ?)",
      [t.test.corpId, externalUserid, tagId],
    );
    const answer = await t.order({ externalUserids: [externalUserid], message: "今后由陈洁为您服务" });
    expect(answer).toMatchObject({ accepted: 1, skipped: [] });
    await t.work();
    expect(await t.transfer(externalUserid)).toMatchObject({ state: "planned" });
    await t.pass(MINUTE);
    const waiting = await t.transfer(externalUserid);
    expect(waiting).toMatchObject({ state: "started", errcode: null });
    expect(waiting.takeoverAt!.getTime() - t.test.clock.now().getTime()).toBe(DAY);
    const { messages } = await t.sandbox.control<{ messages: { body: { title?: string } }[] }>("GET", "/inbox/m2");
    expect(messages.filter((message) => message.body.title?.endsWith("的 1 位客户转接给您"))).toHaveLength(1);
    await t.pass(23 * HOUR);
    expect(await t.transfer(externalUserid)).toMatchObject({ state: "started" });
    // No event reaches us: asking finds it out.
    await t.pass(2 * HOUR);
    expect(await t.transfer(externalUserid)).toMatchObject({ state: "done", openKey: null, reason: null });
    expect(await t.relations(externalUserid)).toEqual({ m1: "transferred", m2: "full" });
    expect(await timeline(externalUserid)).toHaveLength(1);
    // The giver's tags come along; they are no news.
    expect(await t.tagged(externalUserid, "m2")).toEqual([tagId]);
    expect(await timeline(externalUserid, "tag.added")).toEqual([]);
    const [said] = (await t.sandbox.phone(externalUserid)).slice(-1);
    expect(said).toMatchObject({ from: "m2", text: "今后由陈洁为您服务" });
    await t.event({
      changeType: "del_external_contact",
      userid: "m1",
      externalUserid,
      source: "DELETE_BY_TRANSFER",
    });
    await t.event({ changeType: "add_external_contact", userid: "m2", externalUserid });
    expect(await t.relations(externalUserid)).toEqual({ m1: "transferred", m2: "full" });
    expect(await timeline(externalUserid)).toHaveLength(1);
  });

  it("is settled by the event, however often it comes, and the asking after it changes nothing", async () => {
    const externalUserid = await started();
    await t.pass(DAY - 10 * MINUTE);
    await t.sandbox.control("POST", "/clock", { advanceSeconds: 15 * 60 });
    t.test.clock.advance(15 * MINUTE);
    const gone = {
      changeType: "del_external_contact",
      userid: "m1",
      externalUserid,
      source: "DELETE_BY_TRANSFER",
    };
    await t.event(gone);
    await t.event(gone);
    const settled = await t.transfer(externalUserid);
    expect(settled).toMatchObject({ state: "done" });
    await t.pass(3 * HOUR);
    expect(await t.transfer(externalUserid)).toEqual(settled);
    expect(await timeline(externalUserid)).toHaveLength(1);
  });

  it("ends when the customer refuses, told by the event or found by asking", async () => {
    const [told, found] = [await started(), await started()];
    for (const externalUserid of [told, found]) {
      await t.sandbox.act("transfer.refuse", { externalUserid, takeoverUserid: "m2" });
    }
    const refusal = { changeType: "transfer_fail", userid: "m2", failReason: "customer_refused" };
    await t.event({ ...refusal, externalUserid: told, eventTime: 1_700_000_000 });
    // Of long ago, so not about this one; but a reason to ask.
    expect(await t.transfer(told)).toMatchObject({ state: "started", dueAt: t.test.clock.now() });
    await t.event({ ...refusal, externalUserid: told });
    expect(await t.transfer(told)).toMatchObject({ state: "refused", reason: "customer_refused" });
    await t.pass(3 * HOUR);
    expect(await t.transfer(found)).toMatchObject({ state: "refused" });
    expect(await t.relations(found)).toEqual({ m1: "full" });

    // Asked for once more: the old refusal in WeCom's list is not taken for the new one's.
    await t.order({ externalUserids: [found] });
    await t.pass(MINUTE);
    await t.pass(3 * HOUR);
    expect(await t.transfer(found)).toMatchObject({ state: "started" });
    await t.pass(DAY);
    expect(await t.transfer(found)).toMatchObject({ state: "done" });
  });

  it("says that the taker is full, at once or after the 24 hours", async () => {
    const externalUserid = await t.befriend();
    await t.fault({ errcode: 40099 });
    await t.order({ externalUserids: [externalUserid] });
    await t.pass(MINUTE);
    expect(await t.transfer(externalUserid)).toMatchObject({ state: "taker_full", errcode: 40099, openKey: null });
    const late = await started();
    await t.event({
      changeType: "transfer_fail",
      userid: "m2",
      externalUserid: late,
      failReason: "customer_limit_exceed",
    });
    expect(await t.transfer(late)).toMatchObject({ state: "taker_full" });
  });

  it("is not tried a third time within 90 days, and shows from when it can be", async () => {
    const externalUserid = await started();
    await t.pass(25 * HOUR);
    await t.order({ handoverUserid: "m2", takeoverUserid: "m1", externalUserids: [externalUserid] });
    await t.pass(MINUTE);
    const first = (await t.transfer(externalUserid)).startedAt!;
    await t.pass(25 * HOUR);
    expect(await t.transfer(externalUserid)).toMatchObject({ state: "done", takeoverUserid: "m1" });
    const before = await t.starts(externalUserid);
    const third = await t.order({ externalUserids: [externalUserid] });
    expect(third).toMatchObject({
      orderId: null,
      accepted: 0,
      skipped: [{ subjectId: externalUserid, reason: "too_often", possibleAt: expect.any(Date) }],
    });
    expect(third.skipped[0]!.possibleAt!.getTime()).toBeLessThan(first.getTime() + 90 * DAY);
    expect(await t.starts(externalUserid)).toBe(before);

    // Somebody transferred by other means, so only WeCom knows.
    const other = await t.befriend();
    await t.fault({ errcode: 40128 });
    await t.order({ externalUserids: [other] });
    await t.pass(MINUTE);
    expect(await t.transfer(other)).toMatchObject({ state: "failed", reason: "too_often", errcode: 40128 });
  });

  it("can be called back within the minute, not later", async () => {
    const externalUserid = await t.befriend();
    await t.order({ externalUserids: [externalUserid] });
    const { id } = await t.transfer(externalUserid);
    await cancelTransfer(t.app, t.admin(), id);
    await cancelTransfer(t.app, t.admin(), id);
    await t.pass(MINUTE);
    expect(await t.transfer(externalUserid)).toMatchObject({ state: "cancelled", openKey: null });
    expect(await t.starts(externalUserid)).toBe(0);
    const late = await t.transfer(await started());
    await expect(cancelTransfer(t.app, t.admin(), late.id)).rejects.toMatchObject({
      code: "transfer.not_cancellable",
    });
  });

  it("starts once when two people ask at once, or ask again", async () => {
    const externalUserid = await t.befriend();
    const answers = await Promise.all([1, 2, 3].map(() => t.order({ externalUserids: [externalUserid] })));
    expect(answers.reduce((sum, answer) => sum + answer.accepted, 0)).toBe(1);
    const skipped = answers.flatMap((answer) => answer.skipped);
    expect(skipped.map((one) => one.reason)).toEqual(["running_elsewhere", "running_elsewhere"]);
    await t.pass(MINUTE);
    expect(await t.order({ externalUserids: [externalUserid] })).toMatchObject({ orderId: null, accepted: 0 });
    expect(await t.starts(externalUserid)).toBe(1);
  });

  it("is handed over once by two workers, in calls of a hundred", async () => {
    const ids: string[] = [];
    for (let n = 0; n < 120; n += 1) ids.push(await t.befriend());
    const { orderId } = await t.order({ externalUserids: ids });
    t.test.clock.advance(MINUTE);
    const input = { corpId: t.test.corpId, orderId: orderId! };
    const sent = await Promise.all([sendTransfers(t.app, input), sendTransfers(t.app, input)]);
    expect(sent[0]! + sent[1]!).toBe(120);
    const calls = (await t.sandbox.calls("/cgi-bin/externalcontact/transfer_customer"))
      .map((call) => (call.body as { external_userid: string[] }).external_userid)
      .filter((called) => called.some((id) => ids.includes(id)));
    expect(calls.map((called) => called.length).sort()).toEqual([100, 20]);
    expect(new Set(calls.flat()).size).toBe(120);
  });

  it("is refused for members who cannot give or take, and for a rep", async () => {
    const externalUserid = await t.befriend();
    const order = (more: Partial<StartTransfer>) => t.order({ externalUserids: [externalUserid], ...more });
    await expect(order({ takeoverUserid: "m3" })).rejects.toMatchObject({ code: "transfer.taker_unfit" });
    await expect(order({ takeoverUserid: "M1" })).rejects.toMatchObject({ code: "transfer.taker_is_giver" });
    await expect(order({ takeoverUserid: "nobody" })).rejects.toMatchObject({ code: "transfer.unknown_member" });
    await expect(order({ kind: "resigned" })).rejects.toMatchObject({ code: "transfer.giver_not_resigned" });
    await expect(order({ externalUserids: [] })).rejects.toMatchObject({ code: "transfer.nothing_chosen" });
    const request = StartTransfer.parse({
      kind: "on_job",
      handoverUserid: "m1",
      takeoverUserid: "m2",
      externalUserids: [externalUserid],
    });
    await expect(startTransfer(t.app, repOf(t.test.corpId, "m1"), request)).rejects.toMatchObject({ status: 403 });
    const manager = { ...repOf(t.test.corpId, "m1"), role: "manager" as const };
    await expect(startTransfer(t.app, manager, request)).rejects.toMatchObject({ code: "transfer.unknown_member" });
    expect(await order({ externalUserids: ["wmStranger"] })).toMatchObject({
      accepted: 0,
      skipped: [{ subjectId: "wmStranger", reason: "not_customer" }],
    });
  });

  it("keeps the others when one customer's refusal is WeCom's answer to the whole call", async () => {
    const ids = [await t.befriend(), await t.befriend(), await t.befriend()];
    await t.fault({ errcode: 40096 });
    await t.order({ externalUserids: ids });
    await t.pass(MINUTE);
    for (const id of ids) expect(await t.transfer(id)).toMatchObject({ state: "started" });
  });

  it("waits when WeCom is busy, and is not lost", async () => {
    const externalUserid = await t.befriend();
    await t.fault({ errcode: 45035 });
    await t.order({ externalUserids: [externalUserid] });
    await t.pass(MINUTE);
    expect(await t.transfer(externalUserid)).toMatchObject({ state: "planned", reason: "wecom_busy" });
    await t.pass(5 * MINUTE);
    expect(await t.transfer(externalUserid)).toMatchObject({ state: "started", reason: null });
  });
});

describe("a lost answer about a transfer", () => {
  it("is not repeated: WeCom is asked and the transfer found", async () => {
    const externalUserid = await t.befriend();
    await t.fault({ cutAfterWork: true });
    await t.order({ externalUserids: [externalUserid] });
    await t.pass(MINUTE);
    expect(await t.transfer(externalUserid)).toMatchObject({ state: "unknown", reason: "answer_lost" });
    await t.pass(10_000);
    expect(await t.transfer(externalUserid)).toMatchObject({ state: "started", reason: null, attempts: 1 });
    await t.pass(25 * HOUR);
    expect(await t.transfer(externalUserid)).toMatchObject({ state: "done" });
    expect(await t.starts(externalUserid)).toBe(1);
  });

  it("is repeated once it is proven that the call never arrived", async () => {
    const externalUserid = await t.befriend();
    await t.fault({ httpStatus: 502 });
    await t.order({ externalUserids: [externalUserid] });
    await t.pass(MINUTE);
    await t.pass(10_000);
    expect(await t.transfer(externalUserid)).toMatchObject({ state: "unknown" });
    await t.pass(3 * MINUTE);
    await t.pass(3 * MINUTE);
    expect(await t.transfer(externalUserid)).toMatchObject({ state: "started", attempts: 2 });
    expect(await t.starts(externalUserid)).toBe(2);
  });

  it("is asked about after the process died between claim and answer", async () => {
    const [called, uncalled] = [await t.befriend(), await t.befriend()];
    for (const externalUserid of [called, uncalled]) {
      const { orderId } = await t.order({ externalUserids: [externalUserid] });
      await t.pass(0);
      t.test.clock.advance(MINUTE);
      const claim = { corpId: t.test.corpId, orderId: orderId!, subject: "customer" as const };
      expect(await claimTransfers(t.app, claim)).toHaveLength(1);
    }
    await t.startElsewhere(called, "m2");
    await t.app.db
      .getRepository(Transfer)
      .update({ corpId: t.test.corpId, state: "claimed" }, { leaseUntil: new Date(0) });
    await t.work();
    expect(await t.transfer(called)).toMatchObject({ state: "unknown" });
    await t.pass(10_000);
    expect(await t.transfer(called)).toMatchObject({ state: "started", attempts: 1 });
    expect(await t.transfer(uncalled)).toMatchObject({ state: "unknown" });
    await t.pass(3 * MINUTE);
    await t.pass(3 * MINUTE);
    expect(await t.transfer(uncalled)).toMatchObject({ state: "started", attempts: 2 });
    expect(await t.starts(called)).toBe(1);
  });

  it("asks when WeCom says that the customer is on the way: ours is adopted, another's is not", async () => {
    const [ours, others] = [await t.befriend(), await t.befriend()];
    await t.startElsewhere(ours, "m2");
    await t.fault({ errcode: 40129 });
    await t.order({ externalUserids: [others] });
    await t.pass(MINUTE);
    await t.order({ externalUserids: [ours] });
    await t.pass(MINUTE);
    await t.pass(10_000);
    expect(await t.transfer(ours)).toMatchObject({ state: "started" });
    await t.pass(3 * MINUTE);
    expect(await t.transfer(others)).toMatchObject({ state: "failed", reason: "running_elsewhere", errcode: 40129 });
  });
});
