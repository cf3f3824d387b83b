import type { Question } from "./understand";

/**
 * Signs in the customer's words that something new should be chosen for them, against signs that they ask about the
 * thing on the table; log-odds, set on a development set of conversations of another trade.
 */
const START = -0.7;
const WISH = 1.25;
const REQUEST = 1;
const ANOTHER = 0.5;
const ELSEWHERE = 1.5;
const POINTING = -1.5;
const ATTRIBUTE = -1;
const NAMED = -0.5;

/**
 * @param elsewhere the customer names a category that the thing on the table is not of.
 * @returns probability that the customer wants something chosen; 1 when nothing is on the table.
 */
export function choiceProbability(question: Question, onTheTable: boolean, elsewhere: boolean): number {
  if (!onTheTable) return 1;
  let odds = START;
  if (question.constraints.length > 0) odds += WISH;
  else if (question.attributes.length > 0) odds += ATTRIBUTE;
  if (question.requests) odds += REQUEST;
  if (question.another) odds += ANOTHER;
  if (question.points) odds += POINTING;
  if (question.mentions.length > 0) odds += NAMED;
  if (elsewhere) odds += ELSEWHERE;
  return 1 / (1 + Math.exp(-odds));
}
