import type { App } from "../app";
import { Article } from "./article.entity";
import type { Attribute } from "./retrieval/attributes";
import { Catalogue, type CatalogueRow } from "./retrieval/catalogue";
import { type IndexedDocument, sheetOf } from "./retrieval/document";
import { decodeBlocks, type Postings } from "./retrieval/postings";
import { PostingsCache } from "./retrieval/postings-cache";
import type { KnowledgeReader } from "./retrieval/reader";

/** About 6 MB of postings a corp. */
const CACHED_ENTRIES = 1_000_000;
/** Entries read for one question. Beyond it the commonest terms are left out: they tell the least and cost the most. */
const ENTRIES_PER_QUERY = 400_000;
/** A large catalogue is not read again at every change of a bulk import. */
const LARGE = 2_000;
const RELOAD_AFTER_MS = 2_000;

/** Connections know their caches; a process holds one app, a test several. */
const readers = new WeakMap<App, Map<string, SqlKnowledgeReader>>();

/** The search index of a corp, read through a small cache that follows its version. */
export function knowledgeReader(app: App, corpId: string): KnowledgeReader {
  const ofApp = readers.get(app) ?? new Map<string, SqlKnowledgeReader>();
  readers.set(app, ofApp);
  let reader = ofApp.get(corpId);
  if (!reader) {
    reader = new SqlKnowledgeReader(app, corpId);
    ofApp.set(corpId, reader);
  }
  return reader;
}

class SqlKnowledgeReader implements KnowledgeReader {
  readonly #cache = new PostingsCache(CACHED_ENTRIES);
  #catalogue: Catalogue | undefined;
  #version = "";
  #loadedAt = 0;
  #loading: Promise<Catalogue> | undefined;

  constructor(
    readonly app: App,
    readonly corpId: string,
  ) {}

  async catalogue(): Promise<Catalogue> {
    const version = await this.#currentVersion();
    const held = this.#catalogue;
    if (held && version === this.#version) return held;
    if (held && held.liveDocs.length > LARGE && performance.now() - this.#loadedAt < RELOAD_AFTER_MS) return held;
    this.#loading ??= this.#load(version).finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #currentVersion(): Promise<string> {
    const rows: { version: string }[] = await this.app.db.query(
      "SELECT version FROM knowledge_index_states WHERE corp_id = ?",
      [this.corpId],
    );
    return String(rows[0]?.version ?? "");
  }

  async #load(version: string): Promise<Catalogue> {
    const inbound: { doc: number; inbound: string }[] = await this.app.db.query(
      `SELECT d.doc, SUM(p.entries) AS inbound FROM knowledge_documents d
       JOIN knowledge_postings p ON p.corp_id = d.corp_id AND p.term = d.title_term
       WHERE d.corp_id = ? GROUP BY d.doc`,
      [this.corpId],
    );
    const named = new Map(inbound.map((row) => [Number(row.doc), Number(row.inbound)]));
    const rows: { doc: number; title: string; category: string; facts: unknown }[] = await this.app.db.query(
      "SELECT doc, title, category, facts FROM knowledge_documents WHERE corp_id = ? ORDER BY doc",
      [this.corpId],
    );
    const catalogue = new Catalogue(
      rows.map((row): CatalogueRow => {
        const attributes = (typeof row.facts === "string" ? JSON.parse(row.facts) : row.facts) as Attribute[];
        const doc = Number(row.doc);
        return { doc, title: row.title, category: row.category, attributes, inbound: named.get(doc) ?? 0 };
      }),
    );
    this.#cache.clear();
    this.#catalogue = catalogue;
    this.#version = version;
    this.#loadedAt = performance.now();
    return catalogue;
  }

  async postings(terms: readonly string[]): Promise<Map<string, Postings>> {
    const found = new Map<string, Postings>();
    const missing: string[] = [];
    for (const term of terms) {
      const cached = this.#cache.get(term);
      if (cached) found.set(term, cached);
      else if (cached === undefined) missing.push(term);
    }
    for (const [term, postings] of await this.#read(missing)) found.set(term, postings);
    return found;
  }

  async #read(terms: string[]): Promise<Map<string, Postings>> {
    const found = new Map<string, Postings>();
    if (terms.length === 0) return found;
    const sizes: { term: string; entries: string }[] = await this.app.db.query(
      "SELECT term, SUM(entries) AS entries FROM knowledge_postings WHERE corp_id = ? AND term IN (?) GROUP BY term",
      [this.corpId, terms],
    );
    const affordable: string[] = [];
    let total = 0;
    for (const row of sizes.sort((a, b) => Number(a.entries) - Number(b.entries))) {
      total += Number(row.entries);
      if (total <= ENTRIES_PER_QUERY || affordable.length === 0) affordable.push(row.term);
    }
    const blocks = new Map<string, { block: number; postings: Buffer }[]>();
    if (affordable.length > 0) {
      const rows: { term: string; block: number; postings: Buffer }[] = await this.app.db.query(
        "SELECT term, block, postings FROM knowledge_postings WHERE corp_id = ? AND term IN (?)",
        [this.corpId, affordable],
      );
      for (const row of rows) {
        const list = blocks.get(row.term);
        if (list) list.push(row);
        else blocks.set(row.term, [row]);
      }
    }
    for (const [term, list] of blocks) {
      const postings = decodeBlocks(list);
      found.set(term, postings);
      this.#cache.set(term, postings);
    }
    const known = new Set(sizes.map((row) => row.term));
    for (const term of terms) if (!known.has(term)) this.#cache.set(term, null);
    return found;
  }

  async documents(docs: readonly number[]): Promise<IndexedDocument[]> {
    if (docs.length === 0) return [];
    const rows: { doc: number; article_id: string }[] = await this.app.db.query(
      "SELECT doc, article_id FROM knowledge_documents WHERE corp_id = ? AND doc IN (?)",
      [this.corpId, docs],
    );
    const articleOf = new Map(rows.map((row) => [Number(row.doc), String(row.article_id)]));
    const articles = new Map<string, Article>();
    for (const article of await this.#articles([...articleOf.values()])) articles.set(article.id, article);
    return docs.flatMap((doc): IndexedDocument[] => {
      const article = articles.get(articleOf.get(doc) ?? "");
      if (article?.state !== "published") return [];
      const { id, kind, version, title, category, body, tags } = article;
      return [{ doc, articleId: id, kind, version, title, category, body, tags, attributes: sheetOf(article) }];
    });
  }

  #articles(ids: string[]): Promise<Article[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return this.app.db
      .getRepository(Article)
      .createQueryBuilder("article")
      .where("article.corpId = :corpId AND article.id IN (:...ids)", { corpId: this.corpId, ids })
      .getMany();
  }
}
