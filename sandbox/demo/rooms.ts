import { WORKING_DAY } from "./calendar";
import type { Booking, Casting } from "./casting";
import type { Customer } from "./customers";
import { places, type Staff, staff } from "./people";
import type { Random } from "./random";
import type { Script } from "./script";

export interface Room {
  chatId: string;
  name: string;
  place: string;
  /** The owner first. */
  members: Staff[];
  customers: Customer[];
  talks: Booking[];
}

const KINDS = ["净水服务群", "滤芯团购群"];
const ROOMS = 20;

function nameOf(index: number): { place: string; name: string } {
  const place = places[index % places.length] as string;
  return { place, name: `${place}${KINDS[Math.floor(index / places.length)]}` };
}

/** Neighbours first; people from elsewhere fill up a small estate's group. */
function guests(random: Random, customers: Customer[], place: string): Customer[] {
  const neighbours = random.shuffle(customers.filter((customer) => customer.place === place));
  const others = random.shuffle(customers.filter((customer) => customer.place !== place));
  return [...neighbours, ...others].slice(0, random.between(6, 15));
}

export function buildRooms(random: Random, customers: Customer[], casting: Casting): Room[] {
  return Array.from({ length: ROOMS }, (_, index) => {
    const { place, name } = nameOf(index);
    const taken = new Set<Script>();
    const talks: Booking[] = [];
    let before = (random.chance(0.7) ? random.next() * 4 : 5 + random.next() * 120) * WORKING_DAY + 1800;
    for (let talk = 0; talk < (index % 2 === 0 ? 3 : 2); talk++) {
      const booking = casting.book({ stage: "group", dept: null, before }, taken);
      if (!booking) break;
      talks.push(booking);
      before = booking.before + random.between(2, 30) * WORKING_DAY;
    }
    const chatId = `wrDEMO${String(index + 1).padStart(4, "0")}`;
    const members = random.sample(staff, random.between(2, 3));
    return { chatId, name, place, members, customers: guests(random, customers, place), talks };
  });
}
