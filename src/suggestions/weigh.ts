import type { Catalogue } from "../knowledge";
import type { Evidence } from "./gather-evidence";
import { satisfaction } from "./satisfy";

/** What a sign is worth beside a point of BM25; set on the development conversations, of another trade. */
const WISH = 8;
const CATEGORY = 4;
/** A category named in passing (「滤芯怎么换」) is weaker than one to choose from. */
const CATEGORY_IN_PASSING = 1.2;
const SAME_CATEGORY_AS_BEFORE = 3;
const NEAR = 10;
const POPULAR = 0.6;
const HAS_ATTRIBUTE = 2;
const OFFERED_BEFORE = -2;

/** Of the thing on the table. */
const OTHER_CATEGORY = 0.4;
const TEXT_BESIDE_FOCUS = 0.02;

/** A score for every live document; only their order and their share of the best mean something. */
export function weighAll(evidence: Evidence, catalogue: Catalogue): Float32Array {
  const { focus, text, choice } = evidence;
  const scores = new Float32Array(catalogue.size);
  let best = 0;
  for (const doc of catalogue.liveDocs) {
    const score = asChoice(evidence, catalogue, doc);
    scores[doc] = score;
    if (score > best) best = score;
  }
  const present = new Map<number, number>();
  for (const [doc, presence] of focus) {
    const { categories } = evidence.question;
    const fits = categories.length === 0 || categories.includes(catalogue.categoryOf[doc]!);
    present.set(doc, presence * (fits ? 1 : OTHER_CATEGORY) + TEXT_BESIDE_FOCUS * text.scores[doc]!);
  }
  // Both kinds of score are shares of their best; those that are not on the table need no second pass for that.
  const bestPresent = Math.max(...present.values(), 0) || 1;
  const scale = ((1 - choice) / choice) * (best || 1);
  for (const [doc, presence] of present) scores[doc]! += scale * (presence / bestPresent);
  return scores;
}

function asChoice(evidence: Evidence, catalogue: Catalogue, doc: number): number {
  const { question, focus, choosing, onTheTable, wanted, text, wishes, asked, near } = evidence;
  const category = catalogue.categoryOf[doc]!;
  let score = text.scores[doc]! + POPULAR * catalogue.popularity[doc]!;
  if (wanted.size > 0) {
    const fits = wanted.has(category);
    score += (fits ? 1 : -1) * (choosing ? CATEGORY : CATEGORY_IN_PASSING);
    // Of another category and without a word in common: no wish that it fits could bring it forward.
    if (!fits && choosing && text.scores[doc] === 0 && !near.has(doc)) return 0;
  } else if (onTheTable !== undefined && catalogue.categoryOf[onTheTable] === category)
    score += SAME_CATEGORY_AS_BEFORE;
  for (const { constraint, columns } of wishes) score += WISH * satisfaction(constraint, columns, doc);
  if (question.constraints.length === 0 && asked.some((column) => !Number.isNaN(column.min[doc]!)))
    score += HAS_ATTRIBUTE;
  if (near.has(doc)) score += NEAR;
  return score + OFFERED_BEFORE * Math.min(1, focus.get(doc) ?? 0);
}
