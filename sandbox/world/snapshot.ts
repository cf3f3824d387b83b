import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { setImmediate as nextTurn } from "node:timers/promises";
import { enlargeHeap } from "../large-heap";
import type { Customer, Relation } from "./customers";
import type { Group } from "./groups";
import { usualLimits } from "./knobs";
import { type OutgoingEvent, STATE_VERSION, type WorldState } from "./state";

/** From this many relations on the big tables stand in a file of lines, written in slices between calls. */
export const LARGE_WORLD = 20_000;
const ROWS_A_SLICE = 500;
const READ_BYTES = 1024 * 1024;

/** The big tables' rows, one a line: r = relation, c = customer, g = group. */
type RowLine = { r: Relation } | { c: Customer } | { g: Group };

/** What state.json holds: everything, or everything but the tables that stand in the file `rowsIn`. */
type Saved = WorldState & { rowsIn?: string };

const isRowsFile = (name: string): boolean => /^contacts-\d+\.jsonl$/.test(name);

/** Reads the last snapshot, or null when the directory holds none that this sandbox understands. */
export function loadSnapshot(dataDir: string): WorldState | null {
  const path = join(dataDir, "state.json");
  if (!existsSync(path)) return null;
  const { rowsIn, ...state } = JSON.parse(readFileSync(path, "utf8")) as Saved;
  if (state.version !== STATE_VERSION) return null;
  const { outgoing } = state;
  if (Array.isArray(outgoing)) state.outgoing = Object.fromEntries(outgoing.map((row: OutgoingEvent) => [row.id, row]));
  const later = { deletedTags: [], strategies: [], appChats: {}, interceptRules: {} }; // not in older snapshots
  for (const [name, value] of Object.entries(later)) if (!(name in state)) Object.assign(state, { [name]: value });
  state.limits = { ...usualLimits(), ...state.limits };
  if (rowsIn !== undefined) readRows(join(dataDir, rowsIn), state);
  return state;
}

function readRows(path: string, state: WorldState): void {
  enlargeHeap();
  for (const line of linesOf(path)) {
    const row = JSON.parse(line) as RowLine;
    if ("r" in row) state.relations[`${row.r.userid}|${row.r.externalUserid}`] = row.r;
    else if ("c" in row) state.customers[row.c.externalUserid] = row.c;
    else state.groups[row.g.chatId] = row.g;
  }
}

function* linesOf(path: string): Generator<string> {
  const fd = openSync(path, "r");
  const decoder = new StringDecoder("utf8");
  const buffer = Buffer.alloc(READ_BYTES);
  let rest = "";
  for (let size = readSync(fd, buffer); size > 0; size = readSync(fd, buffer)) {
    const lines = (rest + decoder.write(buffer.subarray(0, size))).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  closeSync(fd);
}

export function writeSnapshot(dataDir: string, state: WorldState): void {
  writeState(dataDir, state);
  forgetRows(dataDir, null);
}

function writeState(dataDir: string, state: Saved): void {
  const path = join(dataDir, "state.json");
  writeFileSync(`${path}.new`, JSON.stringify(state));
  renameSync(`${path}.new`, path);
}

function forgetRows(dataDir: string, kept: string | null): void {
  for (const name of readdirSync(dataDir)) if (isRowsFile(name) && name !== kept) rmSync(join(dataDir, name));
}

/** Relations come first, the small rest last: no row names a customer or a number that the snapshot does not know. */
function* slicesOf(dataDir: string, state: WorldState): Generator<undefined> {
  const rowsIn = `contacts-${Date.now()}.jsonl`;
  const fd = openSync(join(dataDir, rowsIn), "w");
  try {
    yield* writeRows(fd, "r", Object.values(state.relations));
    yield* writeRows(fd, "g", Object.values(state.groups));
    yield* writeRows(fd, "c", Object.values(state.customers));
  } finally {
    closeSync(fd);
  }
  writeState(dataDir, { ...state, relations: {}, customers: {}, groups: {}, rowsIn });
  forgetRows(dataDir, rowsIn);
}

function* writeRows(fd: number, letter: string, rows: unknown[]): Generator<undefined> {
  for (let start = 0; start < rows.length; start += ROWS_A_SLICE) {
    const slice = rows.slice(start, start + ROWS_A_SLICE);
    writeSync(fd, slice.map((row) => `{"${letter}":${JSON.stringify(row)}}\n`).join(""));
    yield;
  }
}

export function writeLargeSnapshot(dataDir: string, state: WorldState): void {
  for (const _ of slicesOf(dataDir, state));
}

/** As `writeLargeSnapshot`, with calls served in between; stops halfway, the old one unharmed, once it is not wanted any more. */
export async function writeLargeSnapshotSlowly(
  dataDir: string,
  state: WorldState,
  wanted: () => boolean,
): Promise<void> {
  const slices = slicesOf(dataDir, state);
  while (!slices.next().done) {
    await nextTurn();
    if (wanted()) continue;
    slices.return(undefined);
    return;
  }
}
