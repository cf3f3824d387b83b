import type { MessageView } from "../../../src/conversations/conversations.schema";
import type { Wire } from "../../shared/wire";

type Message = Wire<MessageView>;

/** Messages that follow each other, oldest first; `older` and `newer` are ids to go on from, null where the thread ends. */
export interface Stretch {
  rows: Message[];
  older: string | null;
  newer: string | null;
}

/** More rows than that are let go at the far side: the memory of a page does not grow with reading. */
export const KEPT = 480;

/** Lets go of rows far from the side that grew. */
export function trim(stretch: Stretch, grown: "older" | "newer"): Stretch {
  const { rows } = stretch;
  if (rows.length <= KEPT) return stretch;
  if (grown === "older") {
    const kept = rows.slice(0, KEPT);
    return { ...stretch, rows: kept, newer: kept.at(-1)?.id ?? null };
  }
  const kept = rows.slice(-KEPT);
  return { ...stretch, rows: kept, older: kept[0]?.id ?? null };
}

/**
 * Takes in the newest page: what is new, what was withdrawn, and what came late. The same stretch when nothing changed.
 * When more was said than a page holds, the stretch ends where it ended and can be grown.
 */
export function merge(now: Stretch, newest: Stretch): Stretch {
  const last = now.rows.at(-1);
  if (!last) return newest.rows.length > 0 ? newest : now;
  const fresh = new Map(newest.rows.map((row) => [row.id, row]));
  const oldest = newest.rows[0];
  if (oldest && newest.older !== null && isBefore(last, oldest)) return { ...now, newer: last.id };
  const known = new Set(now.rows.map((row) => row.id));
  // Late words from before the stretch belong to pages that are not here.
  const first = now.rows[0]!;
  const added = newest.rows.filter((row) => !known.has(row.id) && (now.older === null || isBefore(first, row)));
  const changed = now.rows.some((row) => looksDifferent(row, fresh.get(row.id)));
  if (added.length === 0 && !changed) return now;
  const rows = [...now.rows.map((row) => fresh.get(row.id) ?? row), ...added];
  if (added.length > 0) rows.sort((a, b) => (isBefore(a, b) ? -1 : 1));
  return trim({ ...now, rows }, "newer");
}

/** What can change about a message: it is withdrawn, its files arrive. */
function looksDifferent(row: Message, fresh: Message | undefined): boolean {
  if (!fresh) return false;
  return fresh.recalledAt !== row.recalledAt || JSON.stringify(fresh.media) !== JSON.stringify(row.media);
}

function isBefore(a: Message, b: Message): boolean {
  const apart = Date.parse(a.at) - Date.parse(b.at);
  return apart < 0 || (apart === 0 && BigInt(a.id) < BigInt(b.id));
}
