import Router from "@koa/router";
import { z } from "zod";
import type { App, KoaState } from "../app";
import { parseParams } from "../platform/http";
import { memberNames } from "../staff";
import { Article } from "./article.entity";
import { articlePage, gonePage } from "./article-page";
import { recordView } from "./record-view";
import { linkIdOf } from "./share-link";
import { ShareLink } from "./share-link.entity";

const MAX_PAGE_BYTES = 60_000;
const CUT_BODY = 15_000;

/** Articles on customers' phones: no login, the signed link says which article and who reads. */
export function knowledgePages(app: App): Router<KoaState> {
  const router = new Router<KoaState>();
  router.get("/a/:token", async (ctx) => {
    const { token } = parseParams(ctx, z.object({ token: z.string().max(100) }));
    const linkId = linkIdOf(app.config, token);
    const link = linkId ? await app.db.getRepository(ShareLink).findOneBy({ id: linkId }) : null;
    const article = link
      ? await app.db.getRepository(Article).findOneBy({ id: link.articleId, corpId: link.corpId, state: "published" })
      : null;
    ctx.type = "html";
    ctx.set("cache-control", "private, no-store");
    if (!link || !article) {
      ctx.status = 404;
      ctx.body = gonePage();
      return;
    }
    // Previews ask with HEAD; only someone who gets the page has opened it.
    if (ctx.method === "GET") await recordView(app, link);
    const names = await memberNames(app, link.corpId, [link.userid]);
    const sharedBy = names.get(link.userid) ?? "您的顾问";
    let html = articlePage(article, sharedBy);
    if (Buffer.byteLength(html) > MAX_PAGE_BYTES) {
      html = articlePage({ ...article, body: `${article.body.slice(0, CUT_BODY)}\n\n……` }, sharedBy);
    }
    ctx.body = html;
  });
  return router;
}
