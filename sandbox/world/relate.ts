import { emitCustomerChange } from "../callbacks/events";
import { findMember, isPresent, type Member, servesCustomers } from "./corp";
import { createCustomer, createRelation, findCustomer, findRelation, type Relation } from "./customers";
import { randomText } from "./ids";
import { Refusal } from "./refusal";
import { deliver } from "./say";
import { countNegative, countNewContact } from "./stats";
import { friendCount } from "./transfers";
import type { World } from "./world";

const WELCOME_MS = 20_000;
const KEPT_CODES = 500;
const SWEEP_MS = 5000;
const lastSweep = new WeakMap<World, number>();

export function presentMember(world: World, userid: string): Member {
  const member = findMember(world, userid);
  if (!member || !isPresent(member)) throw new Refusal("member.unknown", `no member ${userid}`, 404);
  return member;
}

export function relationOf(world: World, userid: string, externalUserid: string): Relation {
  const relation = findRelation(world, presentMember(world, userid).userid, externalUserid);
  if (!relation) throw new Refusal("relation.unknown", `${userid} and ${externalUserid} never met`, 404);
  return relation;
}

/**
 * A code for the welcome message, or null where WeCom gives none: for WeCom users, when the console greets itself, when
 * the two already chat or were welcomed, and when no app may act for the member.
 */
export function issueWelcomeCode(world: World, relation: Relation): string | null {
  const member = findMember(world, relation.userid);
  const customer = findCustomer(world, relation.externalUserid);
  if (!member || !servesCustomers(member) || customer?.type !== 1) return null;
  if (member.consoleWelcome !== null || relation.lastTalkAt > 0 || relation.welcomed) return null;
  const code = randomText(32);
  const { welcomeCodes } = world.state.outreach;
  forgetOldCodes(world);
  const { userid, externalUserid } = relation;
  welcomeCodes[code] = { userid, externalUserid, endsAtMs: world.nowMs() + WELCOME_MS, usedBy: null };
  return code;
}

/** Ended codes are kept for a while, so that whose they were can be told. */
function forgetOldCodes(world: World): void {
  const { welcomeCodes } = world.state.outreach;
  if ((lastSweep.get(world) ?? 0) + SWEEP_MS > Date.now()) return; // hundreds of customers may come in a second
  lastSweep.set(world, Date.now());
  const rows = Object.entries(welcomeCodes);
  if (rows.length < KEPT_CODES) return;
  for (const [text, row] of rows) if (row.endsAtMs < world.nowMs()) delete welcomeCodes[text];
}

/** The welcome text of the admin console goes out by itself. */
function consoleGreets(world: World, relation: Relation): void {
  const text = findMember(world, relation.userid)?.consoleWelcome;
  if (!text || relation.welcomed) return;
  relation.welcomed = true;
  const { userid, externalUserid } = relation;
  deliver(world, { from: userid, to: externalUserid, phones: [externalUserid], via: "welcome", text, attachments: [] });
}

export interface Meeting {
  userid: string;
  externalUserid?: string;
  name?: string;
  gender?: 0 | 1 | 2;
  customerType?: 1 | 2;
  state?: string;
  addWay?: number;
  half?: boolean;
}

/** A member and a customer become contacts. */
export function addCustomer(world: World, input: Meeting): { externalUserid: string; welcomeCode: string | null } {
  const { userid } = presentMember(world, input.userid);
  const known = input.externalUserid === undefined ? undefined : findCustomer(world, input.externalUserid);
  const before = known && findRelation(world, userid, known.externalUserid);
  if (before?.state === "full" || before?.state === "half") {
    throw new Refusal("customer.known", "the two are contacts already", 409);
  }
  if (friendCount(world, userid) >= world.state.limits.customersPerMember) {
    throw new Refusal("member.full", "the member's customer count is at its limit", 409);
  }
  const { externalUserid, name, gender, customerType } = input;
  const customer =
    known ?? createCustomer(world, { ...definedOnly({ externalUserid, name, gender }), type: customerType ?? 1 });
  const kept = before?.state === "lost" ? before : undefined; // a one-way relation keeps what was noted
  const relation = createRelation(world, {
    ...(kept ? notesOf(kept) : {}),
    userid,
    externalUserid: customer.externalUserid,
    state: input.half ? "half" : "full",
    addWay: input.addWay ?? 1,
    channel: input.state ?? null,
    handedOver: before?.handedOver ?? false,
  });
  if (!input.half) countNewContact(world, userid, world.now(), false);
  const welcomeCode = issueWelcomeCode(world, relation);
  const changeType = input.half ? "add_half_external_contact" : "add_external_contact";
  emitCustomerChange(world, changeType, relation, { State: relation.channel, WelcomeCode: welcomeCode });
  consoleGreets(world, relation);
  return { externalUserid: customer.externalUserid, welcomeCode };
}

function notesOf({ remark, description, remarkCorpName, remarkMobiles, tagIds }: Relation): Partial<Relation> {
  return { remark, description, remarkCorpName, remarkMobiles, tagIds };
}

function definedOnly<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** The member confirms a half relation. */
export function acceptCustomer(world: World, userid: string, externalUserid: string): string | null {
  const relation = relationOf(world, userid, externalUserid);
  if (relation.state !== "half") throw new Refusal("relation.not_half", "there is nothing to confirm", 409);
  relation.state = "full";
  relation.createdAt = world.now();
  countNewContact(world, relation.userid, world.now(), false);
  const welcomeCode = issueWelcomeCode(world, relation);
  emitCustomerChange(world, "add_external_contact", relation, { State: relation.channel, WelcomeCode: welcomeCode });
  return welcomeCode;
}

/** Deleted by the member: no relation any more. Deleted by the customer: a one-way relation stays readable. */
export function deleteCustomer(world: World, userid: string, externalUserid: string, by: "member" | "customer"): void {
  const relation = relationOf(world, userid, externalUserid);
  const friends = relation.state === "full" || relation.state === "half";
  if (relation.state === "gone" || (by === "customer" && !friends)) {
    throw new Refusal("relation.ended", "this side has no relation any more", 409);
  }
  if (by === "member") {
    relation.state = "gone";
    emitCustomerChange(world, "del_external_contact", relation);
    return;
  }
  relation.state = "lost";
  countNegative(world, relation.userid, world.now());
  emitCustomerChange(world, "del_follow_user", relation);
}
