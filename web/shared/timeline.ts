import { localDay } from "./time";

/** What a timeline can be filtered by; `subjects` are the parts of a kind before its dot. */
export const timelineGroups = [
  { key: "message", label: "消息", subjects: ["messages", "suggestion"] },
  { key: "care", label: "关怀", subjects: ["touch", "welcome"] },
  { key: "knowledge", label: "知识", subjects: ["knowledge"] },
  { key: "tag", label: "标签", subjects: ["tag"] },
  { key: "contact", label: "关系", subjects: ["contact", "dates"] },
  { key: "group", label: "群", subjects: ["group", "servicegroup"] },
] as const;

export type TimelineGroup = (typeof timelineGroups)[number]["key"] | "other";

export function timelineGroup(kind: string): TimelineGroup {
  const subject = kind.split(".", 1)[0] ?? "";
  return timelineGroups.find(({ subjects }) => (subjects as readonly string[]).includes(subject))?.key ?? "other";
}

interface Entry {
  id: string;
  at: string;
  kind: string;
}

/** Newest first, by day of the company. */
export function timelineDays<T extends Entry>(entries: T[]): { day: string; entries: T[] }[] {
  const days: { day: string; entries: T[] }[] = [];
  for (const entry of entries) {
    const day = localDay(new Date(entry.at));
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}

const newKinds: Record<string, string> = { "suggestion.used": "采用了一条回复建议" };

/** A kind that the server has no words for yet comes as its own code. */
export function timelineWords(entry: { kind: string; text: string }): string {
  return entry.text === entry.kind ? (newKinds[entry.kind] ?? "有一条新的往来") : entry.text;
}
