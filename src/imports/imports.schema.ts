import { z } from "zod";

/** Shapes of requests and answers; the front ends import their types. */

/** ready: read, waits for its mapping. checked: shows what would happen. */
export const importStatuses = ["ready", "checking", "checked", "applying", "done"] as const;
export type ImportStatus = (typeof importStatuses)[number];

/**
 * new: not looked at. change / unchanged: found. not_found, ambiguous, invalid: needs a person, nothing of the row is
 * applied. applied, failed: how the change ended.
 */
export const rowStates = [
  "new",
  "change",
  "unchanged",
  "not_found",
  "ambiguous",
  "invalid",
  "applied",
  "failed",
] as const;
export type RowState = (typeof rowStates)[number];
export const problemStates = ["not_found", "ambiguous", "invalid", "failed"] as const satisfies RowState[];

export interface RowProblem {
  /** Head of the column; empty when it is about the whole row. */
  column: string;
  /** What was wrong. */
  text: string;
  /** What to do. */
  todo: string;
}

export const CheckImport = z.strictObject({ mapping: z.array(z.string().max(100)).max(200) });

export interface ImportTarget {
  value: string;
  label: string;
  group: "找到客户" | "客户字段" | "重要日子" | "标签";
}

export interface ImportView {
  id: string;
  fileName: string;
  status: ImportStatus;
  rows: number;
  /** Name of who uploaded it. */
  by: string;
  createdAt: string;
  finishedAt: string | null;
  counts: Partial<Record<RowState, number>>;
  columns: { title: string; target: string; samples: string[] }[];
  targets: ImportTarget[];
}

export type ImportListRow = Pick<
  ImportView,
  "id" | "fileName" | "status" | "rows" | "by" | "createdAt" | "finishedAt" | "counts"
>;

export interface ImportRowView {
  rowNo: number;
  state: RowState;
  externalUserid: string | null;
  /** First cells of the row, to recognise it by. */
  excerpt: string;
  changes: string[];
  problems: RowProblem[];
}
