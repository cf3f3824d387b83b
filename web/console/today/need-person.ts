import type { DaySummaryRow } from "../../../src/insights/insights.schema";
import { addDays } from "../care/days";

export interface SpokenLine {
  key: string;
  threadId: string;
  title: string;
  memberName: string;
  kind: string;
  text: string;
  dueDay: string | null;
  messageId: string;
}

const kinds = ["情绪", "承诺"];

/** The first line of a conversation, when it is anger or a promise that is due by tomorrow. */
export function needPerson(rows: DaySummaryRow[], today: string): SpokenLine[] {
  const until = addDays(today, 1);
  const lines = rows.flatMap(({ first, threadId, title, memberName }) => {
    if (!first || !kinds.includes(first.kind)) return [];
    if (first.kind === "承诺" && (first.speaker !== "member" || !isDue(first.dueDay, until))) return [];
    const { id, kind, text, dueDay, messageIds } = first;
    return [{ key: id, threadId, title, memberName, kind, text, dueDay, messageId: messageIds[0] ?? "" }];
  });
  return lines.sort((a, b) => (a.dueDay ?? until).localeCompare(b.dueDay ?? until));
}

function isDue(day: string | null, until: string): boolean {
  return day !== null && day <= until;
}
