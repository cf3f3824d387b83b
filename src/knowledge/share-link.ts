import type { App } from "../app";
import type { Config } from "../platform/config";
import type { Tx } from "../platform/db";
import { sameText, sign } from "../platform/secrets";
import { ArticleNotPublishedError } from "./knowledge.errors";
import { getArticle } from "./knowledge.queries";
import { ShareLink } from "./share-link.entity";

const PURPOSE = "knowledge-link";
const TOKEN = /^([1-9]\d{0,19})\.([\w-]{22})$/;

export interface Shared {
  linkId: string;
  /** For the customer's phone; says who reads, so it must not be posted elsewhere. */
  url: string;
}

/**
 * A link to an article for one customer, the same however often it is asked for.
 *
 * @param input.externalUserid empty for a link that goes to many: its openings count without a reader.
 * @throws ArticleNotFoundError, ArticleNotPublishedError
 */
export async function shareArticle(
  app: App,
  input: { corpId: string; articleId: string; externalUserid: string; userid: string },
): Promise<Shared> {
  const article = await getArticle(app, input.corpId, input.articleId);
  if (article.state !== "published") throw new ArticleNotPublishedError(article.id);
  const linkId = await ensureLink(app.db.manager, input, app.now());
  return { linkId, url: shareUrl(app.config, linkId) };
}

async function ensureLink(
  tx: Tx,
  input: { corpId: string; articleId: string; externalUserid: string; userid: string },
  now: Date,
): Promise<string> {
  const { corpId, articleId, externalUserid, userid } = input;
  await tx.query(
    `INSERT INTO knowledge_links (corp_id, article_id, external_userid, userid, created_at) VALUES (?, ?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE corp_id = knowledge_links.corp_id`,
    [corpId, articleId, externalUserid, userid, now],
  );
  const link = await tx.findOneByOrFail(ShareLink, { corpId, articleId, externalUserid, userid });
  return link.id;
}

export function shareUrl(config: Config, linkId: string): string {
  return `${config.publicUrl}/p/a/${linkId}.${sign(config.secret, PURPOSE, linkId)}`;
}

/** @returns the link's id, or null for what we did not sign. */
export function linkIdOf(config: Config, token: string): string | null {
  const match = TOKEN.exec(token);
  if (!match) return null;
  const [, linkId, signature] = match;
  return sameText(signature!, sign(config.secret, PURPOSE, linkId!)) ? linkId! : null;
}
