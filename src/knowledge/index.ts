import type { CapabilityModule } from "../app";
import { rowsOf, rowsUnder } from "../platform/rows-of";
import { Article } from "./article.entity";
import { ArticleView } from "./article-view.entity";
import { IndexState } from "./index-state.entity";
import { IndexedArticle } from "./indexed-document.entity";
import { knowledgeConsole } from "./knowledge.console";
import { indexArticlesJob } from "./knowledge.jobs";
import { knowledgePages } from "./knowledge.pages";
import { knowledgeSidebar } from "./knowledge.sidebar";
import { PostingRow } from "./posting-row.entity";
import { seedDemoKnowledge } from "./seed-demo-knowledge";
import { ShareLink } from "./share-link.entity";

export { Article } from "./article.entity";
export { indexArticles } from "./index-articles";
export { findArticles, getArticle } from "./knowledge.queries";
export { knowledgeReader } from "./knowledge-index";
export { type Passage, passageFor, plainText, sentencesOf } from "./passages";
export { type Attribute, attributeOf, baseUnit, scale } from "./retrieval/attributes";
export { type Catalogue, type NumberColumn, nameKey } from "./retrieval/catalogue";
export { type IndexedDocument, sheetOf, textOf, valueTerm } from "./retrieval/document";
export { type MemoryArticle, memoryReader } from "./retrieval/memory-reader";
export type { KnowledgeReader } from "./retrieval/reader";
export { type QueryPart, scoreText, type TextScores } from "./retrieval/text-scores";
export { topDocs } from "./retrieval/top-docs";
export { createArticle } from "./save-article";
export { type ArticleHit, searchArticles } from "./search-articles";
export { type Shared, shareArticle } from "./share-link";

export const knowledge: CapabilityModule = {
  name: "knowledge",
  entities: [Article, ShareLink, ArticleView, IndexState, IndexedArticle, PostingRow],
  personalData: [
    { label: "知识分享", ...rowsOf("knowledge_links") },
    { label: "知识浏览", ...rowsUnder("knowledge_views", "link_id", "knowledge_links") },
  ],
  consoleRoutes: knowledgeConsole,
  sidebarRoutes: knowledgeSidebar,
  pageRoutes: knowledgePages,
  seed: seedDemoKnowledge,
  jobs: { "index-articles": indexArticlesJob },
};
