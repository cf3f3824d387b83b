import Router from "@koa/router";
import { z } from "zod";
import type { Actor, App, KoaState } from "../app";
import { PageQuery, parseBody, parseParams, parseQuery } from "../platform/http";
import { actorOf, memberNames } from "../staff";
import { mayEditKnowledge } from "./knowledge.policy";
import { getArticle, listArticles, listCategories, readingOf } from "./knowledge.queries";
import { type ArticleDetail, CreateArticleRequest, UpdateArticleRequest } from "./knowledge.schema";
import { presentArticle, presentSummary } from "./present-article";
import { createArticle, deleteArticle, updateArticle } from "./save-article";

const EntityId = z.string().regex(/^[1-9]\d{0,19}$/);
const Params = z.object({ id: EntityId });
const ListQuery = PageQuery.extend({
  q: z.string().trim().max(200).optional(),
  category: z.string().max(64).optional(),
  state: z.enum(["draft", "published"]).optional(),
});

export function knowledgeConsole(app: App): Router<KoaState> {
  const router = new Router<KoaState>();

  router.get("/knowledge/articles", async (ctx) => {
    const { q, category, state, cursor, limit } = parseQuery(ctx, ListQuery);
    const filter = { limit, ...(q && { q }), ...(category !== undefined && { category }), ...(state && { state }) };
    const page = await listArticles(app, actorOf(ctx).corpId, { ...filter, ...(cursor && { cursor }) });
    ctx.body = { data: page.data.map(presentSummary), nextCursor: page.nextCursor };
  });

  router.get("/knowledge/categories", async (ctx) => {
    ctx.body = { data: await listCategories(app, actorOf(ctx).corpId) };
  });

  router.post("/knowledge/articles", async (ctx) => {
    const actor = actorOf(ctx);
    mayEditKnowledge(actor);
    const id = await createArticle(app, actor, parseBody(ctx, CreateArticleRequest));
    ctx.status = 201;
    ctx.body = { data: await detailOf(app, actor, id) };
  });

  router.get("/knowledge/articles/:id", async (ctx) => {
    const { id } = parseParams(ctx, Params);
    ctx.body = { data: await detailOf(app, actorOf(ctx), id) };
  });

  router.put("/knowledge/articles/:id", async (ctx) => {
    const actor = actorOf(ctx);
    mayEditKnowledge(actor);
    const { id } = parseParams(ctx, Params);
    await updateArticle(app, actor, id, parseBody(ctx, UpdateArticleRequest));
    ctx.body = { data: await detailOf(app, actor, id) };
  });

  router.delete("/knowledge/articles/:id", async (ctx) => {
    const actor = actorOf(ctx);
    mayEditKnowledge(actor);
    const { id } = parseParams(ctx, Params);
    await deleteArticle(app, actor.corpId, id);
    ctx.body = { data: { id } };
  });

  return router;
}

async function detailOf(app: App, actor: Actor, id: string): Promise<ArticleDetail> {
  const article = await getArticle(app, actor.corpId, id);
  const [names, reading] = await Promise.all([
    memberNames(app, actor.corpId, [article.authorUserid]),
    readingOf(app, actor.corpId, id),
  ]);
  return presentArticle(article, { authorName: names.get(article.authorUserid) ?? "", reading });
}
