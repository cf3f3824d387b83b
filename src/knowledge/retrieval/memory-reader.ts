import { Catalogue } from "./catalogue";
import { type ArticleContent, entriesOf, type IndexedDocument, sheetOf, valueTerm } from "./document";
import { decodeBlocks, type Entry, encodeEntries, type Postings } from "./postings";
import type { KnowledgeReader } from "./reader";
import { relationNames } from "./relations";

export type MemoryArticle = ArticleContent & { id: string; kind: "article" | "snippet" };

/** An index in memory, built by the same code as the one in the tables; for measuring and for small catalogues. */
export function memoryReader(articles: MemoryArticle[]): KnowledgeReader {
  const sheets = articles.map(sheetOf);
  const relations = relationNames(articles.map((article, doc) => ({ title: article.title, attributes: sheets[doc]! })));
  const entries = new Map<string, Entry[]>();
  articles.forEach((article, doc) => {
    for (const [term, entry] of entriesOf(doc, article, relations)) {
      const list = entries.get(term);
      if (list) list.push(entry);
      else entries.set(term, [entry]);
    }
  });
  const blobs = new Map([...entries].map(([term, list]) => [term, encodeEntries(list)]));
  const catalogue = new Catalogue(
    articles.map((article, doc) => ({
      doc,
      title: article.title,
      category: article.category,
      attributes: sheets[doc]!,
      inbound: entries.get(valueTerm(article.title))?.length ?? 0,
    })),
  );
  return {
    catalogue: async () => catalogue,
    postings: async (terms) => {
      const found = new Map<string, Postings>();
      for (const term of terms) {
        const postings = blobs.get(term);
        if (postings) found.set(term, decodeBlocks([{ block: 0, postings }]));
      }
      return found;
    },
    documents: async (docs) =>
      docs.flatMap((doc): IndexedDocument[] => {
        const article = articles[doc];
        return article ? [{ ...article, attributes: sheets[doc]!, doc, articleId: article.id, version: 1 }] : [];
      }),
  };
}
