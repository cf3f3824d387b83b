import type { ImportStatus, ImportView, RowState } from "../../../src/imports/imports.schema";
import { spokenNumber } from "../../shared/time";
import type { Tone } from "../../shared/words";

export const statusWords: Record<ImportStatus, string> = {
  ready: "待检查",
  checking: "检查中",
  checked: "待确认",
  applying: "更新中",
  done: "已完成",
};

export const rowWords: Record<RowState, { word: string; tone: Tone }> = {
  new: { word: "未检查", tone: "plain" },
  change: { word: "将更新", tone: "info" },
  unchanged: { word: "没有变化", tone: "plain" },
  not_found: { word: "没有找到", tone: "warning" },
  ambiguous: { word: "有多位", tone: "warning" },
  invalid: { word: "内容有误", tone: "warning" },
  applied: { word: "已更新", tone: "success" },
  failed: { word: "未能更新", tone: "error" },
};

/** In the order in which a person wants to know. */
const order: RowState[] = ["applied", "change", "unchanged", "not_found", "ambiguous", "invalid", "failed"];

/** 「将更新 12 · 没有找到 3」 */
export function countsWords(counts: ImportView["counts"]): string {
  return order
    .filter((state) => counts[state])
    .map((state) => `${rowWords[state].word} ${spokenNumber(counts[state] ?? 0)}`)
    .join(" · ");
}

export function problemCount(counts: ImportView["counts"]): number {
  return (["not_found", "ambiguous", "invalid", "failed"] as const).reduce(
    (sum, state) => sum + (counts[state] ?? 0),
    0,
  );
}

/** Rows that this step is through with. */
export function doneRows({ counts, status, rows }: Pick<ImportView, "counts" | "status" | "rows">): number {
  return rows - ((status === "checking" ? counts.new : counts.change) ?? 0);
}
