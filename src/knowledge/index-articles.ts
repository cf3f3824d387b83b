import type { App } from "../app";
import type { Tx } from "../platform/db";
import { Article } from "./article.entity";
import type { Attribute } from "./retrieval/attributes";
import { entriesOf, sheetOf, valueTerm } from "./retrieval/document";
import { soundTerms } from "./retrieval/pinyin";
import { blockOf, type Entry, encodeEntries } from "./retrieval/postings";
import { relationNames } from "./retrieval/relations";

const BATCH = 200;
const ROWS_PER_INSERT = 1_000;
/** What the attributes mean is learned anew when the catalogue has grown by this share. */
const LEARN_AGAIN_AT = 1.2;
/** Dead numbers beyond this are swept out by building the index anew. */
const MAX_DEAD = 1_000;

interface State {
  nextDoc: number;
  relations: string[];
  learnedAtDocs: number;
}

/**
 * Brings the search index up to the articles. A changed article is appended under a new number; what was there before
 * dies with its row of `knowledge_documents`. Safe to run twice and in parallel: the state row is the lock.
 *
 * @returns articles indexed.
 */
export async function indexArticles(app: App, corpId: string): Promise<number> {
  await app.db.query(
    "INSERT INTO knowledge_index_states (corp_id, relations) VALUES (?, '[]') ON DUPLICATE KEY UPDATE corp_id = corp_id",
    [corpId],
  );
  await app.work.transaction((tx) => learnRelations(tx, corpId));
  let indexed = 0;
  for (;;) {
    const count = await app.work.transaction((tx) => indexBatch(tx, corpId));
    indexed += count;
    if (count < BATCH) return indexed;
  }
}

async function lockState(tx: Tx, corpId: string): Promise<State> {
  const rows: { next_doc: number; relations: unknown; learned_at_docs: number }[] = await tx.query(
    "SELECT next_doc, relations, learned_at_docs FROM knowledge_index_states WHERE corp_id = ? FOR UPDATE",
    [corpId],
  );
  const row = rows[0]!;
  const relations = typeof row.relations === "string" ? JSON.parse(row.relations) : row.relations;
  return {
    nextDoc: Number(row.next_doc),
    relations: relations as string[],
    learnedAtDocs: Number(row.learned_at_docs),
  };
}

async function indexBatch(tx: Tx, corpId: string): Promise<number> {
  const state = await lockState(tx, corpId);
  const articles = await tx.find(Article, { where: { corpId, needsIndex: 1 }, order: { id: "ASC" }, take: BATCH });
  if (articles.length === 0) return 0;
  const ids = articles.map((article) => article.id);
  await tx.query("DELETE FROM knowledge_documents WHERE corp_id = ? AND article_id IN (?)", [corpId, ids]);
  const relations = new Set(state.relations);
  const published = articles.filter((article) => article.state === "published");
  const terms = new Map<string, Entry[]>();
  const documents = published.map((article, i) => {
    const doc = state.nextDoc + i;
    for (const [term, entry] of entriesOf(doc, article, relations)) addEntry(terms, term, entry);
    for (const term of soundTerms(article.title)) addEntry(terms, term, { doc, weight: 1, length: 0 });
    const facts = sheetOf(article).map(withoutTexts);
    return [corpId, article.id, doc, article.title, valueTerm(article.title), article.category, JSON.stringify(facts)];
  });
  if (documents.length > 0) {
    await tx.query(
      "INSERT INTO knowledge_documents (corp_id, article_id, doc, title, title_term, category, facts) VALUES ?",
      [documents],
    );
    await appendPostings(tx, corpId, terms);
  }
  // An article that was saved again meanwhile keeps its mark.
  await tx.query("UPDATE knowledge_articles SET needs_index = 0 WHERE corp_id = ? AND (id, version) IN (?)", [
    corpId,
    articles.map((article) => [article.id, article.version]),
  ]);
  await tx.query("UPDATE knowledge_index_states SET next_doc = ?, version = version + 1 WHERE corp_id = ?", [
    state.nextDoc + published.length,
    corpId,
  ]);
  return articles.length;
}

function addEntry(terms: Map<string, Entry[]>, term: string, entry: Entry): void {
  const list = terms.get(term);
  if (list) list.push(entry);
  else terms.set(term, [entry]);
}

/** Ranking needs numbers and names of attributes; values of lists and texts stand in the article. */
function withoutTexts(attribute: Attribute): Attribute {
  if (attribute.type === "number") return attribute;
  return { name: attribute.name, type: "text", text: "-" };
}

async function appendPostings(tx: Tx, corpId: string, terms: Map<string, Entry[]>): Promise<void> {
  const rows: unknown[][] = [];
  for (const [term, entries] of terms) {
    const blocks = new Map<number, Entry[]>();
    for (const entry of entries) {
      const block = blockOf(entry.doc);
      const list = blocks.get(block);
      if (list) list.push(entry);
      else blocks.set(block, [entry]);
    }
    for (const [block, list] of blocks) rows.push([corpId, term, block, list.length, encodeEntries(list)]);
  }
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    await tx.query(
      `INSERT INTO knowledge_postings (corp_id, term, block, entries, postings) VALUES ?
       ON DUPLICATE KEY UPDATE entries = entries + VALUES(entries), postings = CONCAT(postings, VALUES(postings))`,
      [rows.slice(start, start + ROWS_PER_INSERT)],
    );
  }
}

/**
 * Learns from the whole catalogue, whenever it has grown, which attributes name other articles. Empties the index when
 * that changes what should be in it, or when too much of it is dead; all articles then wait to be indexed again.
 */
async function learnRelations(tx: Tx, corpId: string): Promise<void> {
  const state = await lockState(tx, corpId);
  const counts: { published: string; live: string }[] = await tx.query(
    `SELECT (SELECT COUNT(*) FROM knowledge_articles WHERE corp_id = ? AND state = 'published') AS published,
            (SELECT COUNT(*) FROM knowledge_documents WHERE corp_id = ?) AS live`,
    [corpId, corpId],
  );
  const published = Number(counts[0]?.published ?? 0);
  const live = Number(counts[0]?.live ?? 0);
  const wasteful = state.nextDoc - live > live + MAX_DEAD;
  if (published <= state.learnedAtDocs * LEARN_AGAIN_AT && !wasteful) return;
  const relations = [...relationNames(await sheetsOf(tx, corpId))].sort();
  await tx.query("UPDATE knowledge_index_states SET relations = ?, learned_at_docs = ? WHERE corp_id = ?", [
    JSON.stringify(relations),
    published,
    corpId,
  ]);
  const changed = relations.join() !== [...state.relations].sort().join();
  if (live === 0 || (!changed && !wasteful)) return;
  await tx.query("DELETE FROM knowledge_postings WHERE corp_id = ?", [corpId]);
  await tx.query("DELETE FROM knowledge_documents WHERE corp_id = ?", [corpId]);
  await tx.query("UPDATE knowledge_index_states SET next_doc = 0, version = version + 1 WHERE corp_id = ?", [corpId]);
  await tx.query("UPDATE knowledge_articles SET needs_index = 1 WHERE corp_id = ? AND state = 'published'", [corpId]);
}

const PAGE = 500;

async function sheetsOf(tx: Tx, corpId: string): Promise<{ title: string; attributes: Attribute[] }[]> {
  const sheets: { title: string; attributes: Attribute[] }[] = [];
  let after = "0";
  for (;;) {
    const page = await tx
      .createQueryBuilder(Article, "article")
      .where("article.corpId = :corpId AND article.state = 'published' AND article.id > :after", { corpId, after })
      .orderBy("article.id", "ASC")
      .limit(PAGE)
      .getMany();
    for (const article of page)
      sheets.push({ title: article.title, attributes: sheetOf(article).filter((a) => a.type !== "number") });
    if (page.length < PAGE) return sheets;
    after = page.at(-1)!.id;
  }
}
