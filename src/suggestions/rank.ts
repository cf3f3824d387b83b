import type { KnowledgeReader } from "../knowledge";
import type { Lexicon } from "../language";
import { focusOf } from "./focus";
import { type Candidate, type Prior, rankQuestion } from "./rank-question";
import { type ChatMessage, understand } from "./understand";

/** More than three is a list to read, not a proposal. */
export const MAX_SUGGESTIONS = 3;

/**
 * The articles a rep should be offered for the customer's last words: the best answer of each question first. Empty for
 * small talk and when nothing fits.
 */
export async function rank(
  reader: KnowledgeReader,
  messages: ChatMessage[],
  lexicon: Lexicon,
  options: { limit?: number; prior?: Prior } = {},
): Promise<Candidate[]> {
  const limit = options.limit ?? MAX_SUGGESTIONS;
  const catalogue = await reader.catalogue();
  const turn = understand(messages, catalogue, lexicon);
  if (turn.smallTalk) return [];
  const asksForOthers = (text: string) => lexicon.near.some((word) => text.includes(word));
  const focus = focusOf(messages, turn.mentions, catalogue, asksForOthers);
  const context = { reader, catalogue, lexicon, focus };
  const answers: Candidate[][] = [];
  for (const question of turn.questions) answers.push(await rankQuestion(context, question, options.prior));
  return interleave(answers, limit);
}

function interleave(answers: Candidate[][], limit: number): Candidate[] {
  const chosen: Candidate[] = [];
  for (let place = 0; place < limit; place += 1) {
    for (const answer of answers) {
      const candidate = answer[place];
      if (!candidate || chosen.length >= limit) continue;
      if (!chosen.some((other) => other.document.doc === candidate.document.doc)) chosen.push(candidate);
    }
  }
  return chosen;
}
