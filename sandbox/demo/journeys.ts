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
const SHORTEST = 5;

const byId = (userid: string) => staff.find((member) => member.userid === userid) as Staff;
const salesReps = ["zhou.min", "zhou.min", "zhou.min", "li.lei", "li.lei", "zhao.qiang"].map(byId);
const serviceStaff = ["chen.jie", "wang.fang", "sun.yue"].map(byId);

/** The stages that a customer goes through, first to last, and the days between two talks. */
function wayOf(random: Random, journey: Journey): { stages: number[]; gapDays: [number, number] } {
  const maybe = (probability: number, stage: number) => (random.chance(probability) ? [stage] : []);
  switch (journey) {
    case "lead":
      return { stages: [...maybe(0.3, 0), 1, ...maybe(0.55, 2)], gapDays: [1, 3] };
    case "buyer":
      return { stages: [...maybe(0.6, 1), ...maybe(0.6, 2), 3, 4, ...maybe(0.4, 5)], gapDays: [1, 9] };
    case "owner":
      return { stages: [...maybe(0.1, 0), ...maybe(0.3, 4), 5, ...maybe(0.3, 6)], gapDays: [15, 80] };
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
  const waiting = new Set(random.sample(customers, WAITING_TALKS));

  customers.forEach((customer, index) => {
    const pair = { sales: random.pick(salesReps), service: random.pick(serviceStaff) };
    const reserve = (customers.length - index - 1) * 7;
    const { stages, gapDays } = wayOf(random, customer.journey);
    const taken = new Set<Script>();
    let before = placeOfLast(random);

    // The way is walked backwards from the newest talk, because only its end has a place of its own.
    const plan = waiting.has(customer) ? [...stages, 9] : stages;
    for (const stage of plan.reverse()) {
      if (left - reserve < 20) break;
      if (stage === 9) before = random.between(10 * 60, 5 * 3600);
      const dept = stage === 0 ? (customer.journey === "owner" ? "service" : "sales") : null;
      const booking = casting.book({ stage, dept, before }, taken);
      if (!booking) continue;
      talks.push({ customer, member: memberFor(random, booking.script, customer.journey, pair), ...booking });
      left -= booking.script.turns.length;
      before = booking.before + random.between(gapDays[0] * 10, gapDays[1] * 10) * 0.1 * WORKING_DAY + 3600;
    }
    if (taken.size === 0) {
      const dept = customer.journey === "owner" ? "service" : "sales";
      const booking = casting.book({ stage: 0, dept, before }, taken);
      if (!booking) throw new Error("no greeting left");
      talks.push({ customer, member: pair[dept], ...booking });
      left -= booking.script.turns.length;
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
  for (const customer of random.shuffle(customers.filter((one) => one.journey === "owner"))) {
    if (left === 0) return;
    const had = talks.filter((talk) => talk.customer === customer);
    const newest = Math.min(...had.map((talk) => talk.before - needed(talk.script)));
    if (newest < 2 * WORKING_DAY) continue;
    const taken = new Set(had.map((talk) => talk.script));
    const length = left < 2 * SHORTEST + 9 ? exactLength(left) : undefined;
    const booking = casting.book(
      { stage: 5, dept: null, before: random.next() * WORKING_DAY, ...(length === undefined ? {} : { length }) },
      taken,
    );
    if (!booking) continue;
    const member = had[0]?.member ?? random.pick(serviceStaff);
    talks.push({ customer, member, ...booking });
    left -= booking.script.turns.length;
  }
  if (left !== 0) throw new Error(`${left} messages could not be booked`);
}

/** Takes the rest at once when a script has that length, else leaves one that some script has. */
function exactLength(left: number): number {
  return left <= 11 ? left : left - Math.floor(left / 2);
}
