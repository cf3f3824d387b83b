import { type IndexedDocument, topDocs } from "../knowledge";
import { gatherEvidence, type RankContext } from "./gather-evidence";
import { type Grounds, groundsOf, textShare } from "./grounds";
import type { Question } from "./understand";
import { weighAll } from "./weigh";

const CANDIDATES = 12;
/** Shares of the best below which the others are not worth reading, unless their words alone would do. */
const BESIDE_THE_BEST = 0.45;
const FOCUS_BESIDE_THE_BEST = 0.1;
const STRONG_TEXT = 0.4;

export interface Candidate {
  document: IndexedDocument;
  question: Question;
  /** 0 to 1, against the best of this question. */
  score: number;
  why: Grounds;
  /** What the question was about, for learning: terms that the catalogue knows, categories, and `*` for any question. */
  topics: string[];
}

/** Favour (up to 1) or disfavour (down to -1) of articles for a question about these topics, by article id. */
export type Prior = (articleIds: readonly string[], topics: readonly string[]) => Promise<ReadonlyMap<string, number>>;

/** Articles that answer one question, best first; none when nothing fits. */
export async function rankQuestion(context: RankContext, question: Question, prior?: Prior): Promise<Candidate[]> {
  const { reader, catalogue, focus } = context;
  const evidence = await gatherEvidence(context, question);
  const scores = weighAll(evidence, catalogue);
  const top = topDocs(scores, catalogue, CANDIDATES);
  const grounds = new Map(top.map((doc) => [doc, groundsOf(evidence, catalogue, doc)]));
  const documents = await reader.documents(top.filter((doc) => grounds.get(doc) !== undefined));
  const categories = question.wanted.map((category) => `#${catalogue.categories[category]}`);
  const topics = ["*", ...categories, ...evidence.text.terms];
  if (prior) {
    const favour = await prior(
      documents.map(({ articleId }) => articleId),
      topics,
    );
    for (const { doc, articleId } of documents) scores[doc]! *= 1 + (favour.get(articleId) ?? 0);
    documents.sort((a, b) => scores[b.doc]! - scores[a.doc]! || a.doc - b.doc);
  }
  const best = Math.max(scores[top[0] ?? 0] ?? 0, scores[documents[0]?.doc ?? 0] ?? 0) || 1;
  return documents.flatMap((document): Candidate[] => {
    const { doc } = document;
    const score = scores[doc]! / best;
    const enough = score >= (focus.has(doc) ? FOCUS_BESIDE_THE_BEST : BESIDE_THE_BEST);
    if (!enough && textShare(evidence, doc) < STRONG_TEXT) return [];
    return [{ document, question, score, why: grounds.get(doc)!, topics }];
  });
}
