import type { Catalogue } from "../knowledge";
import type { Evidence } from "./gather-evidence";
import { satisfaction } from "./satisfy";

/** Why an article may be offered. */
export type Grounds = "wish" | "focus" | "near" | "words";

/** Shares of what would be perfect below which nothing is offered. Someone who asks wants an answer; a remark rarely does. */
const ENOUGH_TEXT = 0.22;
const ENOUGH_FOR_A_REMARK = 0.38;
const ENOUGH_WISH = 0.5;
/** BM25 of about one telling pair of characters: less is chance, whatever the share. */
const LEAST_TEXT = 3.5;

/** What makes this document an answer rather than the best of nothing; undefined when nothing does. */
export function groundsOf(evidence: Evidence, catalogue: Catalogue, doc: number): Grounds | undefined {
  const { question, focus, choosing, wanted, text, wishes, asked, near } = evidence;
  const fitting = wishes.some(
    ({ constraint, columns }) =>
      columns.some((column) => !Number.isNaN(column.min[doc]!)) &&
      satisfaction(constraint, columns, doc) >= ENOUGH_WISH,
  );
  if (fitting) return "wish";
  if (focus.has(doc) && (question.asks || question.attributes.length > 0)) return "focus";
  if (near.has(doc)) return "near";
  const enough = question.asks ? ENOUGH_TEXT : ENOUGH_FOR_A_REMARK;
  if (textShare(evidence, doc) >= enough && text.scores[doc]! >= LEAST_TEXT) return "words";
  const told = asked.some((column) => !Number.isNaN(column.min[doc]!));
  return (choosing || told) && wanted.has(catalogue.categoryOf[doc]!) ? "wish" : undefined;
}

/**
 * How much of the question's words the document has. Other words for the same thing help a match; alone (「多久」 and
 * nothing else) they are none.
 */
export function textShare({ text }: Evidence, doc: number): number {
  return text.touched[doc] === 1 ? text.scores[doc]! / text.whole : 0;
}
