import type { App } from "../app";
import { knowledgeReader } from "./knowledge-index";
import { type Passage, passageFor } from "./passages";
import type { IndexedDocument } from "./retrieval/document";
import { scoreText } from "./retrieval/text-scores";
import { topDocs } from "./retrieval/top-docs";

export interface ArticleHit {
  articleId: string;
  document: IndexedDocument;
  passage: Passage;
  score: number;
}

/** Below this share of the best score a hit is chance. */
const TAIL = 0.2;

/** Published articles by the words in them, best first. */
export async function searchArticles(app: App, corpId: string, words: string, limit: number): Promise<ArticleHit[]> {
  const reader = knowledgeReader(app, corpId);
  const catalogue = await reader.catalogue();
  const { scores } = await scoreText(reader, catalogue, [{ text: words, weight: 1 }]);
  const top = topDocs(scores, catalogue, limit);
  const floor = TAIL * (scores[top[0] ?? 0] ?? 0);
  const documents = await reader.documents(top.filter((doc) => scores[doc]! >= floor));
  return documents.map((document) => ({
    articleId: document.articleId,
    document,
    passage: document.kind === "snippet" ? { section: null, text: document.body } : passageFor(document.body, words),
    score: scores[document.doc]!,
  }));
}
