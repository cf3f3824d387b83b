import { createHmac } from "node:crypto";
import { firstAfter } from "../world/sorted";
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
  const page = rest.slice(0, rowsOfPage(world, options.limit));
  const last = page.at(-1);
  const more = last !== undefined && page.length < rest.length;
  return { rows: page, nextCursor: more ? makeCursor(world, options.name, options.numberOf(last)) : "" };
}

/** Now and then a page is shorter than asked for, as WeCom's are. */
function rowsOfPage(world: World, limit: number): number {
  const short = limit > 1 && Math.random() < world.state.limits.shortPages;
  return short ? Math.ceil(limit / 2) : limit;
}

/** One page merged from lists that are in rising order already: it touches the rows of the page and no others. */
export function pageOfLists<Row extends { n: number }>(
  world: World,
  lists: readonly (readonly Row[])[],
  options: { name: string; cursor: string | undefined; limit: number; wanted: (row: Row) => boolean },
): { rows: Row[]; nextCursor: string } {
  const after = readCursor(world, options.name, options.cursor);
  const heads = lists.map((rows) => new Head(rows, firstAfter(rows, after), options.wanted));
  const size = rowsOfPage(world, options.limit);
  const page: Row[] = [];
  for (;;) {
    let least: Head<Row> | undefined;
    for (const head of heads) if (head.row && (!least?.row || head.row.n < least.row.n)) least = head;
    if (!least?.row) return { rows: page, nextCursor: "" };
    if (page.length === size) return { rows: page, nextCursor: makeCursor(world, options.name, page.at(-1)!.n) };
    page.push(least.row);
    least.advance();
  }
}

/** The next wanted row of one list. */
class Head<Row> {
  row: Row | undefined;

  constructor(
    private readonly rows: readonly Row[],
    private at: number,
    private readonly wanted: (row: Row) => boolean,
  ) {
    this.settle();
  }

  advance(): void {
    this.at++;
    this.settle();
  }

  private settle(): void {
    while (this.at < this.rows.length && !this.wanted(this.rows[this.at]!)) this.at++;
    this.row = this.rows[this.at];
  }
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
