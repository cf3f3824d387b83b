import { WORKING_DAY } from "./calendar";
import { type Booking, type Casting, needed } from "./casting";
import type { Customer, Journey } from "./customers";
import { type Staff, staff } from "./people";
import type { Random } from "./random";
import type { Script } from "./script";

export interface Talk extends Booking {
  customer: Customer;
  member: Staff;
}

const RECENT_DAYS = 4.2;
const OLDEST_DAYS = 250;
const WAITING_TALKS = 16;
/** Customers who never got beyond the greeting. */
const QUIET = 28;
/** Messages kept back for each customer who is still to come. */
const RESERVE = 9.5;
const FILLING_STAGE = 5;
const ROOM_TO_FILL = 50;
const LONGEST = 14;
const WAITING = 9;

const byId = (userid: string) => staff.find((member) => member.userid === userid) as Staff;
const salesReps = ["zhou.min", "zhou.min", "zhou.min", "li.lei", "li.lei", "zhao.qiang"].map(byId);
const serviceStaff = ["chen.jie", "wang.fang", "sun.yue"].map(byId);

/** The stages that a customer goes through, first to last, and the days between two talks. */
function wayOf(random: Random, journey: Journey): { stages: number[]; gapDays: [number, number] } {
  const maybe = (probability: number, stage: number) => (random.chance(probability) ? [stage] : []);
  switch (journey) {
    case "lead":
      return { stages: [...maybe(0.3, 0), 1, ...maybe(0.55, 2), ...maybe(0.12, 8)], gapDays: [1, 3] };
    case "buyer":
      return { stages: [...maybe(0.6, 1), ...maybe(0.6, 2), 3, 4, ...maybe(0.6, 7)], gapDays: [1, 9] };
    case "owner":
      return { stages: [...maybe(0.1, 0), ...maybe(0.4, 5), 5, ...maybe(0.4, 6)], gapDays: [15, 80] };
  }
}

function memberFor(random: Random, script: Script, journey: Journey, pair: { sales: Staff; service: Staff }): Staff {
  if (script.dept !== "any") return pair[script.dept];
  if (typeof script.stage === "number" && script.stage <= 3) return pair.sales;
  return journey === "owner" && random.chance(0.7) ? pair.service : pair.sales;
}

/** Books exactly `budget` messages of single chats; each customer has at least the first greeting. */
export function bookTalks(random: Random, customers: Customer[], casting: Casting, budget: number): Talk[] {
  const talks: Talk[] = [];
  let left = budget;
  const quiet = new Set(random.sample(customers, QUIET));
  const waiting = new Set(random.sample(customers.slice(0, customers.length / 2), WAITING_TALKS));

  customers.forEach((customer, index) => {
    const pair = { sales: random.pick(salesReps), service: random.pick(serviceStaff) };
    const reserve = (customers.length - index - 1) * RESERVE;
    const own: Script["dept"] = customer.journey === "owner" ? "service" : "sales";
    const { stages, gapDays } = wayOf(random, customer.journey);
    const taken = new Set<Script>();
    let before = placeOfLast(random);
    const hold = (stage: number, dept: Script["dept"] | null) => {
      const booking = casting.book({ stage, dept, before }, taken);
      if (!booking) return;
      talks.push({ customer, member: memberFor(random, booking.script, customer.journey, pair), ...booking });
      left -= booking.script.turns.length;
      before = booking.before + random.between(gapDays[0] * 10, gapDays[1] * 10) * 0.1 * WORKING_DAY + 3600;
    };

    if (quiet.has(customer) && !waiting.has(customer)) {
      hold(0, own);
      return;
    }
    if (waiting.has(customer)) {
      before = random.between(2 * 60, 5 * 3600);
      hold(WAITING, own);
    }
    // The way is walked backwards from the newest talk, because only its end has a place of its own.
    for (const stage of stages.reverse()) {
      if (taken.size > 0 && left - reserve < LONGEST) break;
      hold(stage, stage === 0 ? own : null);
    }
  });

  fillUp(random, customers, casting, talks, left);
  return talks;
}

function placeOfLast(random: Random): number {
  const days = random.chance(0.68) ? random.next() * RECENT_DAYS : RECENT_DAYS + random.next() ** 1.5 * OLDEST_DAYS;
  return days * WORKING_DAY + 20 * 60;
}

/** Later talks for owners until the budget is used to the last message. */
function fillUp(random: Random, customers: Customer[], casting: Casting, talks: Talk[], budget: number): void {
  let left = budget;
  while (left < ROOM_TO_FILL) left += dropOne(random, talks);
  const lengths = casting.lengthsOf(FILLING_STAGE);
  for (const customer of random.shuffle(customers.filter((one) => one.journey === "owner"))) {
    if (left === 0) return;
    const had = talks.filter((talk) => talk.customer === customer);
    const newest = Math.min(...had.map((talk) => talk.before - needed(talk.script)));
    if (newest < 2 * WORKING_DAY) continue;
    const taken = new Set(had.map((talk) => talk.script));
    const before = random.next() * WORKING_DAY;
    const booking = casting.book({ stage: FILLING_STAGE, dept: null, before, ...lengthFor(left, lengths) }, taken);
    if (!booking) continue;
    talks.push({ customer, member: had[0]?.member ?? random.pick(serviceStaff), ...booking });
    left -= booking.script.turns.length;
  }
  if (left !== 0) throw new Error(`${left} messages could not be booked`);
}

/** Takes back the newest talk of a customer who has others; returns how many messages that frees. */
function dropOne(random: Random, talks: Talk[]): number {
  const newestOfSeveral = talks.filter((talk) => {
    const others = talks.filter((other) => other !== talk && other.customer === talk.customer);
    return talk.script.stage !== WAITING && others.length > 0 && others.every((other) => other.before > talk.before);
  });
  const dropped = random.pick(newestOfSeveral);
  talks.splice(talks.indexOf(dropped), 1);
  return dropped.script.turns.length;
}

/** Any length while there is room; near the end one that leaves nothing, or just one more talk. */
function lengthFor(left: number, lengths: Set<number>): { length?: number } {
  if (left > 2 * Math.max(...lengths)) return {};
  if (lengths.has(left)) return { length: left };
  return { length: [...lengths].find((length) => lengths.has(left - length)) ?? Math.min(...lengths) };
}
