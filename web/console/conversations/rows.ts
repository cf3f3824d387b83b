import { localDay } from "../../shared/time";
import type { Stretch } from "./stretch";

export interface Row {
  message: Stretch["rows"][number];
  startsDay: boolean;
  /** The same person went on writing. */
  follows: boolean;
}

/** Messages of one person within it stand together, with one name. */
const TOGETHER_MS = 5 * 60_000;
const LINE_PX = 22;
const CHARACTERS_A_LINE = 32;
/** About how tall a message is that is not words, before it has been seen. */
const TALL: Record<string, number> = {
  image: 168,
  video: 168,
  emotion: 128,
  mixed: 200,
  note: 200,
  chatrecord: 148,
  redpacket: 96,
  external_redpacket: 96,
  meeting: 132,
  calendar: 132,
  vote: 132,
  collect: 132,
  link: 84,
  weapp: 84,
  location: 84,
};

/** The first row shows its day only where the thread starts: elsewhere its day may have started before it. */
export function rowsOf({ rows, older }: Stretch): Row[] {
  let before: Stretch["rows"][number] | undefined;
  let dayBefore = "";
  return rows.map((message) => {
    const day = localDay(new Date(message.at));
    const startsDay = before ? day !== dayBefore : older === null;
    const follows =
      before !== undefined &&
      !startsDay &&
      !before.notice &&
      before.sender.id === message.sender.id &&
      Date.parse(message.at) - Date.parse(before.at) < TOGETHER_MS;
    before = message;
    dayBefore = day;
    return { message, startsDay, follows };
  });
}

/** A row that looks different is measured anew. */
export function keyOf({ message, startsDay, follows }: Row): string {
  return `${message.id}${startsDay ? "d" : ""}${follows ? "f" : ""}${message.recalledAt ? "r" : ""}`;
}

/** How tall a row is likely to be: the nearer, the calmer the scroll bar. */
export function estimateRow({ message, startsDay, follows }: Row): number {
  const frame = (startsDay ? 42 : 0) + (message.recalledAt ? 20 : 0);
  if (message.notice) return frame + 42;
  const around = frame + (follows ? 8 : 40);
  const body = message.content === null ? undefined : (TALL[message.msgtype] ?? 62);
  if (body !== undefined) return around + body;
  const lines = message.text
    .split("\n")
    .reduce((sum, line) => sum + Math.ceil((line.length || 1) / CHARACTERS_A_LINE), 0);
  return around + 16 + Math.min(lines, 60) * LINE_PX;
}
