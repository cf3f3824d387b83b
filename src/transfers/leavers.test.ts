import { buildTransferTest, DAY, HOUR, MINUTE, type TransferTest } from "../../test/transfers";
import { CustomerGroup } from "../contacts";
import { listLeavers } from "./leavers.queries";
import { readLeavers } from "./read-leavers";

let t: TransferTest;
const left = {} as { customers: string[]; chats: string[] };

async function group(owner: string, customer: string): Promise<string> {
  const { chatId } = await t.sandbox.act<{ chatId: string }>("group.create", {
    owner,
    members: [],
    customers: [customer],
    name: "会员群",
  });
  const { corpId } = t.test;
  const fields = { corpId, chatId, name: "会员群", ownerUserid: owner, status: "active" as const };
  await t.app.db.getRepository(CustomerGroup).insert({ ...fields, memberVersion: null });
  return chatId;
}
/** WeCom shows the new owner two seconds later, and tells of it; tests wait for nothing, so we may have read too early. */
const owner = async (chatId: string) => {
  await t.pass(3_000);
  await t.groupEvent(chatId);
  return (await t.app.db.getRepository(CustomerGroup).findOneByOrFail({ corpId: t.test.corpId, chatId })).ownerUserid;
};
const resigned = (input: Parameters<TransferTest["order"]>[0]) => t.order({ kind: "resigned", ...input });

beforeAll(async () => {
  t = await buildTransferTest();
});
afterAll(() => t.test.close());

describe("groups of a member who stays", () => {
  it("go to the new owner at once; what WeCom refuses says why", async () => {
    const chatId = await group("m1", await t.befriend());
    await t.order({ chatIds: [chatId, "wrStranger"] });
    await t.pass(MINUTE);
    expect(await t.transfer(chatId)).toMatchObject({ state: "done" });
    expect(await owner(chatId)).toBe("m2");
    expect(await t.order({ chatIds: [chatId] })).toMatchObject({ skipped: [{ reason: "not_a_group" }] });
  });

  it("are read, not moved again, when the answer was lost", async () => {
    const [moved, unmoved] = [await group("m1", await t.befriend()), await group("m1", await t.befriend())];
    await t.fault({ cutAfterWork: true }, "groupchat/onjob_transfer");
    await t.order({ chatIds: [moved] });
    await t.pass(MINUTE);
    expect(await t.transfer(moved)).toMatchObject({ state: "unknown" });
    await t.fault({ httpStatus: 502 }, "groupchat/onjob_transfer");
    await t.order({ chatIds: [unmoved] });
    await t.pass(MINUTE);
    expect(await t.transfer(moved)).toMatchObject({ state: "done", attempts: 1 });
    expect(await owner(moved)).toBe("m2");
    await t.pass(10_000);
    expect(await t.transfer(unmoved)).toMatchObject({ state: "unknown" });
    await t.pass(3 * MINUTE);
    await t.pass(3 * MINUTE);
    expect(await t.transfer(unmoved)).toMatchObject({ state: "done", attempts: 2 });
    expect(await owner(unmoved)).toBe("m2");
  });
});

describe("a member who leaves", () => {
  it("cannot be given a resigned transfer before; WeCom's own word is kept with its reason", async () => {
    const externalUserid = await t.befriend();
    await expect(resigned({ externalUserids: [externalUserid] })).rejects.toMatchObject({
      code: "transfer.giver_not_resigned",
    });
    await t.fault({ errcode: 40097 });
    await t.order({ externalUserids: [externalUserid] });
    await t.pass(MINUTE);
    expect(await t.transfer(externalUserid)).toMatchObject({
      state: "failed",
      reason: "giver_not_resigned",
      errcode: 40097,
    });
  });

  it("is noticed by WeCom's list, with what was left behind and a colleague to take it", async () => {
    left.customers = [await t.befriend(), await t.befriend(), await t.befriend()];
    left.chats = [await group("m1", left.customers[0]!)];
    expect(await listLeavers(t.app, t.admin())).toEqual([]);
    await t.sandbox.act("member.leave", { userid: "m1" });
    await readLeavers(t.app, t.test.corpId);
    await readLeavers(t.app, t.test.corpId);
    const [row, ...rest] = await listLeavers(t.app, t.admin());
    expect(rest).toEqual([]);
    expect(row).toMatchObject({ userid: "m1", groups: 1, running: 0, proposal: { userid: "m2" } });
    expect(row!.customers).toBeGreaterThanOrEqual(3);
    expect(row!.daysLeft).toBeGreaterThanOrEqual(364);
    await expect(t.order({ externalUserids: left.customers })).rejects.toMatchObject({
      code: "transfer.giver_resigned",
    });
  });

  it("has everything assigned in one go; it leaves the list as WeCom carries it out", async () => {
    const before = (await listLeavers(t.app, t.admin()))[0]!;
    const answer = await resigned({ all: true });
    expect(answer).toMatchObject({ accepted: before.customers + 1, skipped: [] });
    expect((await listLeavers(t.app, t.admin()))[0]).toMatchObject({
      customers: 0,
      groups: 0,
      running: before.customers + 1,
    });
    await t.pass(MINUTE);
    for (const id of left.customers) expect(await t.transfer(id)).toMatchObject({ state: "started" });
    expect(await t.transfer(left.chats[0]!)).toMatchObject({ state: "done" });
    expect(await owner(left.chats[0]!)).toBe("m2");
    await t.sandbox.act("transfer.refuse", { externalUserid: left.customers[2], takeoverUserid: "m2" });
    await t.pass(DAY + HOUR);
    await t.pass(HOUR);
    expect(await t.transfer(left.customers[0]!)).toMatchObject({ state: "done" });
    expect((await t.relations(left.customers[0]!)).m2).toBe("full");
    expect(await t.transfer(left.customers[2]!)).toMatchObject({ state: "refused" });
    await readLeavers(t.app, t.test.corpId);
    expect((await listLeavers(t.app, t.admin()))[0]).toMatchObject({ userid: "m1", customers: 1, running: 0 });
  });

  it("is asked about when the answer was lost, on the resigned path too", async () => {
    await t.fault({ cutAfterWork: true }, "resigned/transfer_customer");
    const externalUserid = left.customers[2]!;
    await resigned({ externalUserids: [externalUserid] });
    await t.pass(MINUTE);
    expect(await t.transfer(externalUserid)).toMatchObject({ state: "unknown" });
    await t.pass(10_000);
    expect(await t.transfer(externalUserid)).toMatchObject({ state: "started" });
    await t.pass(DAY + HOUR);
    expect(await t.transfer(externalUserid)).toMatchObject({ state: "done" });
    await readLeavers(t.app, t.test.corpId);
    expect(await listLeavers(t.app, t.admin())).toEqual([]);
  });
});
