import type { App } from "../app";
import { recordCustomerEvents } from "../contacts";
import { isDuplicateKey } from "../platform/db";
import { Article } from "./article.entity";
import { ArticleView } from "./article-view.entity";
import type { ShareLink } from "./share-link.entity";

const MINUTE_MS = 60_000;

/**
 * An opening by the customer: counted, put on the timeline and published when the link was made for one customer. Reloads within a minute are the same opening.
 *
 * @returns false for a reload.
 */
export async function recordView(app: App, link: ShareLink): Promise<boolean> {
  const now = app.now();
  const minute = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS);
  const { corpId, articleId, externalUserid, userid } = link;
  return app.work.transaction(async (tx) => {
    try {
      await tx.insert(ArticleView, { corpId, linkId: link.id, minute, viewedAt: now });
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
    await tx.query("UPDATE knowledge_links SET views = views + 1, last_viewed_at = ? WHERE id = ? AND corp_id = ?", [
      now,
      link.id,
      corpId,
    ]);
    // A link for many (a push) does not tell who opened it.
    if (externalUserid === "") return true;
    const article = await tx.findOneBy(Article, { id: articleId, corpId });
    // A link made for many tells that somebody read, not who.
    if (externalUserid === "") return true;
    await recordCustomerEvents(tx, [
      {
        corpId,
        externalUserid,
        at: now,
        kind: "knowledge.viewed",
        data: { articleId, linkId: link.id, sharedBy: userid, text: `查看了《${article?.title ?? "已删除的文章"}》` },
        dedupeKey: `knowledge.viewed:${link.id}:${minute.getTime()}`,
      },
    ]);
    await app.work.publish(tx, {
      corpId,
      name: "knowledge.viewed",
      payload: { articleId, externalUserid, linkId: link.id },
    });
    return true;
  });
}
