import { createHmac } from "node:crypto";
import type { World } from "../world/world";
import { WecomFault } from "./fault";

const BAD_CURSOR = 50100;

const seal = (world: World, payload: string): string =>
  createHmac("sha1", world.state.corp.archiveSecret).update(payload).digest("base64url").slice(0, 10);

/** Opaque, and worthless for another call or another corp. */
export function makeCursor(world: World, name: string, position: number): string {
  const payload = `${name}\n${position}`;
  return Buffer.from(`${payload}\n${seal(world, payload)}`).toString("base64url");
}

/** @returns where to go on; 0 for an empty cursor. @throws 50100 for anything this sandbox did not hand out. */
export function readCursor(world: World, name: string, cursor: string | undefined): number {
  if (cursor === undefined || cursor === "") return 0;
  const [given, position, mac] = Buffer.from(cursor, "base64url").toString("latin1").split("\n");
  if (given !== name || mac !== seal(world, `${given}\n${position}`)) throw new WecomFault(BAD_CURSOR);
  return Number(position);
}

/**
 * One page of rows in rising order of a number that never changes, so that rows neither repeat nor get lost when
 * others come and go between two pages.
 */
export function pageOf<Row>(
  world: World,
  rows: Row[],
  options: { name: string; cursor: string | undefined; limit: number; numberOf: (row: Row) => number },
): { rows: Row[]; nextCursor: string } {
  const after = readCursor(world, options.name, options.cursor);
  const rest = rows
    .filter((row) => options.numberOf(row) > after)
    .sort((a, b) => options.numberOf(a) - options.numberOf(b));
  const short = options.limit > 1 && Math.random() < world.state.limits.shortPages;
  const page = rest.slice(0, short ? Math.ceil(options.limit / 2) : options.limit);
  const last = page.at(-1);
  const more = last !== undefined && page.length < rest.length;
  return { rows: page, nextCursor: more ? makeCursor(world, options.name, options.numberOf(last)) : "" };
}

/** Rows without a number of their own: their place in the list is it. */
export function pageByPlace<Row>(
  world: World,
  rows: Row[],
  options: { name: string; cursor: string | undefined; limit: number },
): { rows: Row[]; nextCursor: string } {
  const page = pageOf(
    world,
    rows.map((row, place) => ({ row, place: place + 1 })),
    { ...options, numberOf: (item) => item.place },
  );
  return { rows: page.rows.map((item) => item.row), nextCursor: page.nextCursor };
}
