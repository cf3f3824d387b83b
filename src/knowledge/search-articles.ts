import type { App } from "../app";
import { knowledgeReader } from "./knowledge-index";
import { type Passage, passageFor } from "./passages";
import type { Catalogue } from "./retrieval/catalogue";
import type { IndexedDocument } from "./retrieval/document";
import { typedSounds } from "./retrieval/pinyin";
import type { KnowledgeReader } from "./retrieval/reader";
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
  let { scores } = await scoreText(reader, catalogue, [{ text: words, weight: 1 }]);
  if (!scores.some((score) => score > 0)) scores = await scoreSounds(reader, catalogue, words);
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

/** Nothing is written so: perhaps it is typed as it sounds, `lvxin` or `lxgh`. All of the sounds must be in the title. */
async function scoreSounds(reader: KnowledgeReader, catalogue: Catalogue, typed: string): Promise<Float32Array> {
  const scores = new Float32Array(catalogue.size);
  for (const terms of typedSounds(typed)) {
    const found = await reader.postings(terms);
    const needed = new Set(terms);
    if (found.size < needed.size) continue;
    const counts = new Uint8Array(catalogue.size);
    for (const postings of found.values()) for (const doc of postings.docs) counts[doc]! += 1;
    for (const doc of catalogue.liveDocs) {
      if (counts[doc] === needed.size) scores[doc] = 1 + catalogue.popularity[doc]!;
    }
    if (scores.some((score) => score > 0)) return scores;
  }
  return scores;
}
