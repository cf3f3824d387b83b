import Router from "@koa/router";
import { z } from "zod";
import type { App, KoaState } from "../app";
import { requireVisibleCustomer } from "../contacts";
import { parseBody, parseParams } from "../platform/http";
import { actorOf } from "../staff";
import { nextActions } from "./next-actions";
import { recordFeedback } from "./record-feedback";
import { suggestReplies } from "./suggest-replies";
import type { Suggestion } from "./suggestion.entity";
import { FeedbackRequest, type ReplySuggestion, type SuggestionsAnswer } from "./suggestions.schema";

export function suggestionsSidebar(app: App): Router<KoaState> {
  const router = new Router<KoaState>();

  router.get("/customers/:externalUserid/suggestions", async (ctx) => {
    const actor = actorOf(ctx);
    const { externalUserid } = parseParams(ctx, z.object({ externalUserid: z.string().min(1).max(64) }));
    await requireVisibleCustomer(app, actor, externalUserid);
    const pair = { corpId: actor.corpId, externalUserid, userid: actor.userid };
    const [suggested, actions] = await Promise.all([suggestReplies(app, pair), nextActions(app, pair)]);
    const data: SuggestionsAnswer = {
      messageId: suggested?.messageId ?? null,
      replies: (suggested?.replies ?? []).filter((reply) => reply.status !== "dismissed").map(presentReply),
      actions,
    };
    ctx.body = { data };
  });

  router.post("/suggestions/:id/feedback", async (ctx) => {
    const { corpId, userid } = actorOf(ctx);
    const { id } = parseParams(ctx, z.object({ id: z.string().regex(/^[1-9]\d{0,19}$/) }));
    const suggestion = await recordFeedback(app, { corpId, userid, id, ...parseBody(ctx, FeedbackRequest) });
    ctx.body = { data: presentReply(suggestion) };
  });

  return router;
}

function presentReply(row: Suggestion): ReplySuggestion {
  return {
    id: row.id,
    text: row.text,
    source: { articleId: row.articleId, title: row.articleTitle, section: row.section },
    reason: row.reason,
    score: Math.round(row.score * 100) / 100,
    status: row.status,
  };
}
