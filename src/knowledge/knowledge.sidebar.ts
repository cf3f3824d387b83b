import Router from "@koa/router";
import { z } from "zod";
import type { App, KoaState } from "../app";
import { requireVisibleCustomer } from "../contacts";
import { parseBody, parseParams, parseQuery } from "../platform/http";
import { actorOf } from "../staff";
import { findArticles, getArticle, readingOf } from "./knowledge.queries";
import type { SearchHit } from "./knowledge.schema";
import { presentArticle, presentSummary } from "./present-article";
import { searchArticles } from "./search-articles";
import { shareArticle } from "./share-link";

const EntityId = z.string().regex(/^[1-9]\d{0,19}$/);
const MAX_HITS = 10;

export function knowledgeSidebar(app: App): Router<KoaState> {
  const router = new Router<KoaState>();

  router.get("/knowledge/search", async (ctx) => {
    const { corpId } = actorOf(ctx);
    const { q } = parseQuery(ctx, z.object({ q: z.string().trim().max(200).default("") }));
    const hits = q === "" ? [] : await searchArticles(app, corpId, q, MAX_HITS);
    const articles = await findArticles(
      app,
      corpId,
      hits.map((hit) => hit.articleId),
    );
    const data: SearchHit[] = articles.map((article) => {
      const hit = hits.find(({ articleId }) => articleId === article.id)!;
      const { text, section } = hit.passage;
      return { ...presentSummary(article), text, section, score: Math.round(hit.score * 100) / 100 };
    });
    ctx.body = { data };
  });

  router.get("/knowledge/articles/:id", async (ctx) => {
    const { corpId } = actorOf(ctx);
    const { id } = parseParams(ctx, z.object({ id: EntityId }));
    const article = await getArticle(app, corpId, id);
    ctx.body = { data: presentArticle(article, { authorName: "", reading: await readingOf(app, corpId, id) }) };
  });

  /** A tracked link for this customer, to be put into the chat. */
  router.post("/knowledge/articles/:id/share", async (ctx) => {
    const actor = actorOf(ctx);
    const { id } = parseParams(ctx, z.object({ id: EntityId }));
    const { externalUserid } = parseBody(ctx, z.strictObject({ externalUserid: z.string().min(1).max(64) }));
    await requireVisibleCustomer(app, actor, externalUserid);
    const shared = await shareArticle(app, {
      corpId: actor.corpId,
      articleId: id,
      externalUserid,
      userid: actor.userid,
    });
    ctx.body = { data: shared };
  });

  return router;
}
