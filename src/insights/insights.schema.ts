/** Shapes of answers; the front ends import their types. */

/** In the order in which a manager wants them. */
export const lineKinds = ["承诺", "情绪", "异议", "需求", "问题", "竞品", "价格", "下一步"] as const;
export type LineKind = (typeof lineKinds)[number];

export interface SummaryLineView {
  id: string;
  kind: LineKind;
  /** What was said, in the speaker's own words, shortened. */
  text: string;
  speaker: "member" | "customer";
  speakerName: string;
  /** Never empty: a line that cannot cite is not shown. */
  messageIds: string[];
  /** Of a question: whether a member wrote afterwards. */
  answered: boolean | null;
  /** Of a promise: by when, `YYYY-MM-DD`. */
  dueDay: string | null;
}

/** GET /threads/:id/summary?day= */
export interface DaySummary {
  threadId: string;
  day: string;
  messages: number;
  lines: SummaryLineView[];
  /** The newest day with messages, so that an empty day can lead to it. */
  latestDay: string | null;
  /** How the lines were made. */
  generatedBy: "extract";
  builtAt: string;
}

/** GET /summaries?day= */
export interface DaySummaryRow {
  threadId: string;
  title: string;
  memberName: string;
  messages: number;
  counts: Partial<Record<LineKind, number>>;
  /** The line that needs a person first. */
  first: SummaryLineView | null;
}
