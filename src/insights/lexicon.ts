import { z } from "zod";
import { readOperatorFile } from "../platform/operator-file";

const Words = z.array(z.string().min(1));

/** What an operator edits in config/insights.json. */
const Lexicon = z.strictObject({
  competitors: Words,
  customerPromise: Words,
  objection: Words,
  anger: Words,
  praise: Words,
  need: Words,
  price: Words,
  nextStep: Words,
});
export type InsightsLexicon = z.infer<typeof Lexicon>;

/** Read again when an operator has changed it. */
export function insightsLexicon(): InsightsLexicon {
  return readOperatorFile("insights.json", Lexicon);
}
