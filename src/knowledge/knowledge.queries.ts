import { In } from "typeorm";
import type { App } from "../app";
import { decodeCursor, type Page, toPage } from "../platform/http";
import { Article, type ArticleState } from "./article.entity";
import { ArticleNotFoundError } from "./knowledge.errors";
import { searchArticles } from "./search-articles";

const MAX_HITS = 50;

/** @throws ArticleNotFoundError */
export async function getArticle(app: App, corpId: string, id: string): Promise<Article> {
  const article = await app.db.getRepository(Article).findOneBy({ id, corpId });
  if (!article) throw new ArticleNotFoundError(id);
  return article;
}

/** In the order asked for; those that are gone are left out. */
export async function findArticles(app: App, corpId: string, ids: string[]): Promise<Article[]> {
  if (ids.length === 0) return [];
  const rows = await app.db.getRepository(Article).findBy({ corpId, id: In(ids) });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Newest change first, or best match first when there is something to look for; drafts are found by title. */
export async function listArticles(
  app: App,
  corpId: string,
  filter: { q?: string; category?: string; state?: ArticleState; cursor?: string; limit: number },
): Promise<Page<Article>> {
  if (filter.q) return { data: await findByWords(app, corpId, { ...filter, q: filter.q }), nextCursor: null };
  const query = app.db
    .getRepository(Article)
    .createQueryBuilder("article")
    .where("article.corpId = :corpId", { corpId });
  if (filter.category !== undefined) query.andWhere("article.category = :category", { category: filter.category });
  if (filter.state) query.andWhere("article.state = :state", { state: filter.state });
  if (filter.cursor) {
    const [updatedAt, id] = decodeCursor(filter.cursor);
    query.andWhere("(article.updatedAt < :at OR (article.updatedAt = :at AND article.id < :id))", {
      at: new Date(String(updatedAt)),
      id: String(id),
    });
  }
  const rows = await query
    .orderBy("article.updatedAt", "DESC")
    .addOrderBy("article.id", "DESC")
    .limit(filter.limit + 1)
    .getMany();
  return toPage(rows, filter.limit, (row) => [row.updatedAt.toISOString(), row.id]);
}

async function findByWords(
  app: App,
  corpId: string,
  filter: { q: string; category?: string; state?: ArticleState },
): Promise<Article[]> {
  const hits = await searchArticles(app, corpId, filter.q, MAX_HITS);
  const named = await app.db
    .getRepository(Article)
    .createQueryBuilder("article")
    .where("article.corpId = :corpId AND article.title LIKE :like", { corpId, like: `%${escapeLike(filter.q)}%` })
    .orderBy("article.updatedAt", "DESC")
    .limit(MAX_HITS)
    .getMany();
  const ranked = await findArticles(
    app,
    corpId,
    hits.map((hit) => hit.articleId),
  );
  const seen = new Set(ranked.map((article) => article.id));
  return [...ranked, ...named.filter((article) => !seen.has(article.id))].filter(
    (article) =>
      (filter.category === undefined || article.category === filter.category) &&
      (!filter.state || article.state === filter.state),
  );
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

export async function listCategories(app: App, corpId: string): Promise<{ name: string; articles: number }[]> {
  const rows: { name: string; articles: string }[] = await app.db.query(
    `SELECT category AS name, COUNT(*) AS articles FROM knowledge_articles WHERE corp_id = ?
     GROUP BY category ORDER BY articles DESC, category`,
    [corpId],
  );
  return rows.map((row) => ({ name: row.name, articles: Number(row.articles) }));
}

/** Over all links of an article; those to many count in `views` alone. */
export async function readingOf(app: App, corpId: string, articleId: string) {
  const rows: { shared: string; readers: string | null; views: string | null }[] = await app.db.query(
    `SELECT COUNT(DISTINCT NULLIF(external_userid, '')) AS shared,
            COUNT(DISTINCT CASE WHEN views > 0 THEN NULLIF(external_userid, '') END) AS readers,
            SUM(views) AS views
     FROM knowledge_links WHERE corp_id = ? AND article_id = ?`,
    [corpId, articleId],
  );
  const row = rows[0];
  return { shared: Number(row?.shared ?? 0), readers: Number(row?.readers ?? 0), views: Number(row?.views ?? 0) };
}
