import type { App } from "../app";
import type { Prior } from "./rank-question";

/** Counts below this many answers are pulled towards no opinion. */
const DOUBT = 4;
/** What reps did can lift or sink a candidate by half, never decide alone. */
const MOST = 0.5;

/** Favour or disfavour of articles for questions on these topics, from what reps of this corp did before. */
export function adoptionPrior(app: App, corpId: string): Prior {
  return async (articleIds, topics) => {
    if (articleIds.length === 0 || topics.length === 0) return new Map();
    const rows: { articleId: string; used: string; dismissed: string }[] = await app.db.query(
      `SELECT article_id AS articleId, SUM(used) AS used, SUM(dismissed) AS dismissed FROM suggestion_adoptions
       WHERE corp_id = ? AND article_id IN (?) AND term IN (?) GROUP BY article_id`,
      [corpId, articleIds, topics],
    );
    return new Map(
      rows.map((row) => {
        const used = Number(row.used) / topics.length;
        const dismissed = Number(row.dismissed) / topics.length;
        return [String(row.articleId), (MOST * (used - dismissed)) / (used + dismissed + DOUBT)];
      }),
    );
  };
}
