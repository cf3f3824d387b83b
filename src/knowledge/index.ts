import type { CapabilityModule } from "../app";
import { Article } from "./article.entity";
import { ArticleView } from "./article-view.entity";
import { IndexState } from "./index-state.entity";
import { IndexedArticle } from "./indexed-document.entity";
import { indexArticlesJob } from "./knowledge.jobs";
import { PostingRow } from "./posting-row.entity";
import { ShareLink } from "./share-link.entity";

export { Article } from "./article.entity";
export { findArticles, getArticle } from "./knowledge.queries";
export { knowledgeReader } from "./knowledge-index";
export { type Passage, passageFor, plainText, sentencesOf } from "./passages";
export { type Attribute, attributeOf, baseUnit, scale } from "./retrieval/attributes";
export { type Catalogue, type NumberColumn, nameKey } from "./retrieval/catalogue";
export { type IndexedDocument, sheetOf, textOf, valueTerm } from "./retrieval/document";
export { type MemoryArticle, memoryReader } from "./retrieval/memory-reader";
export type { KnowledgeReader } from "./retrieval/reader";
export { normalize, termsOf } from "./retrieval/text";
export { type QueryPart, scoreText, type TextScores } from "./retrieval/text-scores";
export { topDocs } from "./retrieval/top-docs";
export { type ArticleHit, searchArticles } from "./search-articles";

export const knowledge: CapabilityModule = {
  name: "knowledge",
  entities: [Article, ShareLink, ArticleView, IndexState, IndexedArticle, PostingRow],
  jobs: { "index-articles": indexArticlesJob },
};
