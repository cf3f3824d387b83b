import { z } from "zod";
import { PageQuery } from "../platform/http/paging";

export const levels = ["normal", "high"] as const;
export type Level = (typeof levels)[number];
export type HitState = "open" | "handled";
export type ScanState = "running" | "done";

const Id = z.string().regex(/^\d{1,20}$/);
const Day = z.iso.date();
const Word = z.string().trim().min(1).max(64);
const Group = z.string().trim().max(32).default("");

/** What somebody pasted: words of one group and level. Known words take the new group and level. */
export const AddWords = z.strictObject({
  words: z.array(Word).min(1).max(5_000),
  groupName: Group,
  level: z.enum(levels).default("normal"),
  wholeWord: z.boolean().default(true),
});
export type AddWords = z.output<typeof AddWords>;

export const ChangeWord = z.strictObject({
  groupName: Group,
  level: z.enum(levels),
  wholeWord: z.boolean(),
  enabled: z.boolean(),
});
export type ChangeWord = z.output<typeof ChangeWord>;

export const WordParams = z.object({ id: Id });
export const RemoveWords = z.strictObject({ ids: z.array(Id).min(1).max(5_000) });
export const SetReceivers = z.strictObject({ receivers: z.array(z.string().min(1).max(64)).max(50) });
export const TestText = z.strictObject({ text: z.string().max(5_000) });

export const HitsQuery = PageQuery.extend({
  state: z.enum(["open", "handled"]).default("open"),
  level: z.enum(levels).optional(),
  word: z.string().trim().max(64).optional(),
  sender: z.enum(["member", "customer"]).optional(),
}).strict();
export type HitsQuery = z.output<typeof HitsQuery>;

export const ThreadParams = z.object({ threadId: Id });
export const ThreadHitsQuery = PageQuery.strict();
export type ThreadHitsQuery = z.output<typeof ThreadHitsQuery>;

export const HandleHits = z.strictObject({ ids: z.array(Id).min(1).max(200), note: z.string().trim().max(500) });
export const StartScan = z
  .strictObject({ from: Day, to: Day })
  .refine(({ from, to }) => from <= to, { message: "from must not be after to" });

export interface WordView {
  id: string;
  word: string;
  groupName: string;
  level: Level;
  wholeWord: boolean;
  enabled: boolean;
}

export interface WordsView {
  words: WordView[];
  receivers: string[];
  /** The latest look at the past. */
  scan: { state: ScanState; from: Date; to: Date; done: number; checked: number; found: number } | null;
}

/** Where a word stands in the text as it was written: UTF-16 offsets, end exclusive. */
export interface MatchView {
  word: string;
  level: Level;
  groupName: string;
  start: number;
  end: number;
}

export interface HitView {
  id: string;
  word: string;
  groupName: string;
  level: Level;
  threadId: string;
  messageId: string;
  at: Date;
  sender: { kind: "member" | "customer" | "robot"; name: string };
  /** Whom it was said to: the customer or the members of the chat, or the group. */
  partner: string;
  /** A piece of the message around the word; null when it was removed since. */
  text: string | null;
  highlights: [start: number, end: number][];
  recalled: boolean;
  state: HitState;
  handledBy: string | null;
  handledAt: Date | null;
  note: string | null;
}

/** A word of the list in a message that is being read. */
export interface WatchedView {
  word: string;
  level: Level;
  /** As it stands in the message, each way once. */
  written: string[];
}

export interface ThreadHitView {
  messageId: string;
  at: Date;
  words: WatchedView[];
}
