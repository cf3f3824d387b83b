import { emitCustomerChange } from "../callbacks/events";
import { createRelation, findRelation, relationsOfMember } from "./customers";
import { Refusal } from "./refusal";
import { deliver } from "./say";
import { schedule } from "./schedule";
import { countNewContact } from "./stats";
import { DAY_SECONDS } from "./time";
import type { World } from "./world";

export interface Transfer {
  n: number;
  externalUserid: string;
  handoverUserid: string;
  takeoverUserid: string;
  resigned: boolean;
  message: string | null;
  startedAt: number;
  dueAt: number;
  /** 1 done, 2 waiting, 3 refused, 4 taker full. */
  status: 1 | 2 | 3 | 4;
  takeoverTime: number;
}

const ASSIGNED_BY_ADMIN = 202;
const USUAL_MESSAGE = "您好，您的服务已升级，后续将由我的同事接替我的工作，继续为您服务。";

export const runningTransfer = (world: World, externalUserid: string): Transfer | undefined =>
  world.state.transfers.find((row) => row.externalUserid === externalUserid && row.status === 2);

export function recentTransfers(world: World, externalUserid: string): number {
  const since = world.now() - 90 * DAY_SECONDS;
  const counts = (row: Transfer): boolean => row.status !== 3 && row.startedAt > since;
  return world.state.transfers.filter((row) => row.externalUserid === externalUserid && counts(row)).length;
}

export function startTransfer(
  world: World,
  input: Pick<Transfer, "externalUserid" | "handoverUserid" | "takeoverUserid" | "resigned" | "message">,
): void {
  const startedAt = world.now();
  const dueAt = startedAt + DAY_SECONDS;
  const n = world.nextNumber();
  world.state.transfers.push({ ...input, n, startedAt, dueAt, status: 2, takeoverTime: dueAt });
  schedule(world, { atMs: dueAt * 1000, kind: "transfer", ref: String(n) });
}

export function friendCount(world: World, userid: string): number {
  let count = 0;
  for (const row of relationsOfMember(world, userid)) if (row.state === "full") count++;
  return count;
}

/** 24 hours are over and the customer has not refused. */
export function finishTransfer(world: World, n: number): void {
  const transfer = world.state.transfers.find((row) => row.n === n);
  if (transfer?.status !== 2) return;
  const { externalUserid, handoverUserid, takeoverUserid } = transfer;
  const giver = findRelation(world, handoverUserid, externalUserid);
  const taker = findRelation(world, takeoverUserid, externalUserid);
  const alreadyFriends = taker?.state === "full";
  if (!alreadyFriends && friendCount(world, takeoverUserid) >= world.state.limits.customersPerMember) {
    Object.assign(transfer, { status: 4, takeoverTime: 0 });
    const pair = { userid: takeoverUserid, externalUserid };
    emitCustomerChange(world, "transfer_fail", pair, { FailReason: "customer_limit_exceed" });
    return;
  }
  Object.assign(transfer, { status: 1, takeoverTime: world.now() });
  if (giver) {
    giver.state = "gone";
    giver.handedOver = true;
    const pair = { userid: handoverUserid, externalUserid };
    emitCustomerChange(world, "del_external_contact", pair, { Source: "DELETE_BY_TRANSFER" });
  }
  if (alreadyFriends) return;
  const hadGivenAway = taker?.handedOver ?? false;
  createRelation(world, {
    userid: takeoverUserid,
    externalUserid,
    state: "full",
    addWay: ASSIGNED_BY_ADMIN,
    operUserid: handoverUserid,
    remark: giver?.remark ?? "",
    description: giver?.description ?? "",
    remarkCorpName: giver?.remarkCorpName ?? "",
    remarkMobiles: giver?.remarkMobiles ?? [],
    tagIds: giver?.tagIds ?? [],
    handedOver: hadGivenAway,
  });
  countNewContact(world, takeoverUserid, world.now(), false);
  greet(world, transfer);
  if (!hadGivenAway) emitCustomerChange(world, "add_external_contact", { userid: takeoverUserid, externalUserid });
}

/** Only the on-job call lets the corp word the message; the customer hears something either way. */
function greet(world: World, { takeoverUserid, externalUserid, message }: Transfer): void {
  const text = message ?? USUAL_MESSAGE;
  const phones = [externalUserid];
  deliver(world, { from: takeoverUserid, to: externalUserid, phones, via: "chat", text, attachments: [] });
}

export function refuseTransfer(world: World, externalUserid: string, takeoverUserid: string): void {
  const transfer = runningTransfer(world, externalUserid);
  if (!transfer || transfer.takeoverUserid.toLowerCase() !== takeoverUserid.toLowerCase()) {
    throw new Refusal("transfer.unknown", "no running transfer of this customer to this member", 404);
  }
  Object.assign(transfer, { status: 3, takeoverTime: 0 });
  const pair = { userid: transfer.takeoverUserid, externalUserid };
  emitCustomerChange(world, "transfer_fail", pair, { FailReason: "customer_refused" });
}
