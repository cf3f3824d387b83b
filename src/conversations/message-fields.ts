import { z } from "zod";

/** Fields of archived messages as WeCom sends them: sometimes null, sometimes a number as text, times in either unit. */

/** Below it a time is in seconds, above in milliseconds: WeCom mixes them. */
const SECONDS_BELOW = 1e11;
const LOCAL_TIME = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?$/;

const Scalar = z.union([z.string(), z.number(), z.boolean()]).nullish();
type Scalar = z.output<typeof Scalar>;

export const Line = Scalar.transform((value) => (value === null || value === undefined ? "" : String(value)));
export const Lines = z
  .array(Line)
  .nullish()
  .transform((lines) => lines ?? []);
/** Sizes, counts, seconds; what is no number is not known. */
export const Count = Scalar.transform((value) => {
  const count = numberOf(value);
  return count !== undefined && count >= 0 ? count : undefined;
});
export const Kind = Scalar.transform(numberOf);
/** Unsigned 64 bits: may come as text, see parseExactJson. */
export const LongId = Scalar.transform((value) => (value === null || value === undefined ? undefined : String(value)));
/** Milliseconds since 1970. Without a zone WeCom writes its own, UTC+8. */
export const Time = Scalar.transform((value) => {
  if (typeof value === "string" && LOCAL_TIME.test(value)) return Date.parse(`${value.replace(" ", "T")}+08:00`);
  const time = numberOf(value);
  return time !== undefined && time > 0 && time < SECONDS_BELOW ? time * 1_000 : time;
});
export const listOf = <S extends z.ZodType>(item: S) =>
  z
    .array(item)
    .nullish()
    .transform((list) => list ?? []);

function numberOf(value: Scalar): number | undefined {
  if (value === null || value === undefined || value === "" || typeof value === "boolean") return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** A part inside a mixed message, a merged record or a note; `content` is that part's payload, as a rule as JSON. */
const PartFields = z.looseObject({
  type: Line,
  msg_type: Line,
  content: z.unknown().optional(),
  msgtime: Time,
  from_chatroom: z.boolean().nullish(),
});
export type MessagePart = z.output<typeof PartFields>;
/** A part that is no object is kept as its own content: the rest of the message is not lost for it. */
export const Part = z.unknown().transform((raw): MessagePart => {
  const parsed = PartFields.safeParse(raw);
  return parsed.success ? parsed.data : { type: "", msg_type: "", content: raw, msgtime: undefined };
});

export function label(name: string, ...details: (string | undefined)[]): string {
  return [`[${name}]`, ...details.filter(Boolean)].join(" ");
}

/** 7 秒, 1 分 5 秒, 1 小时 2 分 */
export function duration(seconds: number | undefined): string {
  if (!seconds) return "";
  if (seconds < 60) return `${seconds} 秒`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} 分 ${seconds % 60} 秒`;
  return `${Math.floor(seconds / 3_600)} 小时 ${Math.floor((seconds % 3_600) / 60)} 分`;
}
