import { z } from "zod";
import { peopleOf } from "../../api/externalcontact/acquisition";
import { emitAcquisition } from "../../callbacks/events";
import { randomDigits, randomText } from "../../world/ids";
import { Refusal } from "../../world/refusal";
import { addCustomer, presentMember } from "../../world/relate";
import { type Action, action } from "./action";

/** A customer pays a member through 对外收款, or gets money back. */
const pay = action(
  z.strictObject({
    externalUserid: z.string(),
    payeeUserid: z.string(),
    totalFee: z.int().min(1),
    refundOf: z.string().optional(),
    remark: z.string().default(""),
    paymentType: z.int().default(0),
    commodities: z.array(z.strictObject({ description: z.string(), amount: z.int() })).default([]),
  }),
  (world, input) => {
    const payee = presentMember(world, input.payeeUserid).userid;
    const transactionId = randomDigits(28);
    const payTime = world.now();
    const row = {
      transaction_id: transactionId,
      bill_type: input.refundOf === undefined ? 0 : 1,
      trade_state: 1,
      pay_time: payTime,
      out_trade_no: input.refundOf ?? randomText(28),
      out_refund_no: input.refundOf === undefined ? "" : randomText(28),
      external_userid: input.externalUserid,
      total_fee: input.totalFee,
      payee_userid: payee,
      payment_type: input.paymentType,
      mch_id: "1600000001",
      remark: input.remark,
      commodity_list: input.commodities,
      total_refund_fee: input.refundOf === undefined ? 0 : input.totalFee,
      refund_list: [],
    };
    world.state.business.bills.push({ n: world.nextNumber(), payTime, payee, row });
    return { transactionId, outTradeNo: row.out_trade_no };
  },
);

/** A stranger opens a 获客链接; with `adds` one of its members is added, which costs one use. */
const visit = action(
  z.strictObject({
    linkId: z.string(),
    externalUserid: z.string().optional(),
    name: z.string().optional(),
    channel: z.string().default(""),
    adds: z.boolean().default(true),
  }),
  (world, { linkId, channel, adds, ...customer }) => {
    const link = world.state.business.links[linkId];
    if (!link) throw new Refusal("link.unknown", `no link ${linkId}`, 404);
    link.clicks.push(world.now());
    if (!adds) return {};
    const { quota } = world.state.business;
    if (quota.balance <= 0) throw new Refusal("link.exhausted", "no uses are left", 409);
    const people = peopleOf(world, link);
    const userid = people[Math.floor(Math.random() * people.length)];
    if (userid === undefined) throw new Refusal("link.nobody", "the link names no member", 409);
    emitAcquisition(world, "friend_request", [
      ["LinkId", linkId],
      ["State", channel],
    ]);
    const met = addCustomer(world, { userid, ...customer, addWay: 16, state: channel });
    link.customers.push({
      n: world.nextNumber(),
      externalUserid: met.externalUserid,
      userid,
      at: world.now(),
      channel,
    });
    quota.balance--;
    quota.used++;
    if (quota.balance === 19) emitAcquisition(world, "balance_low", []);
    if (quota.balance === 0) emitAcquisition(world, "balance_exhausted", []);
    return { ...met, userid };
  },
);

const quota = action(z.strictObject({ balance: z.int().min(0) }), (world, { balance }) => {
  const was = world.state.business.quota.balance;
  world.state.business.quota.balance = balance;
  if (was === 0 && balance > 0) emitAcquisition(world, "balance_increased", []);
  return {};
});

/** A robot of an internal group: its key is part of the webhook's url. */
const robot = action(z.strictObject({ chatName: z.string().default("内部群") }), (world, { chatName }) => {
  const key = randomText(36);
  world.state.business.robots[key] = { chatName, removed: false, messages: [] };
  return { key };
});

const removeRobot = action(z.strictObject({ key: z.string() }), (world, { key }) => {
  const found = world.state.business.robots[key];
  if (!found) throw new Refusal("robot.unknown", "no such robot", 404);
  found.removed = true;
  return {};
});

export const businessActions: Record<string, Action> = {
  "pay.record": pay,
  "acquisition.visit": visit,
  "acquisition.quota": quota,
  "robot.create": robot,
  "robot.remove": removeRobot,
};
