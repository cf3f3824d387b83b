import { randomUUID } from "node:crypto";
import { DateTime } from "luxon";
import type { App } from "../app";
import { tagNames } from "../contacts";
import { getArticle } from "../knowledge";
import { allowedTime, localDay } from "../outreach";
import { isDuplicateKey } from "../platform/db";
import { Automation } from "./automation.entity";
import { AutomationRun } from "./automation-run.entity";
import { ArticleNotPublishedError, AutomationPausedError, UnknownTagError } from "./automations.errors";
import { ensureBuiltIns } from "./built-ins";

export const KNOWLEDGE_PUSH = "knowledge_push";
/** Touches further ahead are planned when their day comes near: tags and contacts change until then. */
const HORIZON_MS = 7 * 86_400_000;

/** When customers should get it: as asked, not in the past, and not in the quiet hours. */
export function pushTime(app: App, wished: Date | undefined): Date {
  const now = app.now();
  return allowedTime(app, wished && wished > now ? wished : now);
}

export interface PushRequest {
  corpId: string;
  articleId: string;
  tagId: string;
  /** When customers should get it; default now. */
  at?: Date | undefined;
  requestedBy: string;
  /** The same key starts one run; default a new one each time. */
  runKey?: string;
}

/**
 * Pushes an article to everybody who has a tag, as one run that plans a touch for each: whoever has heard from us that
 * day gets it on the next allowed day, whoever has it already does not get it again.
 *
 * @throws ArticleNotFoundError, ArticleNotPublishedError, UnknownTagError, AutomationPausedError
 */
export async function startPush(app: App, request: PushRequest): Promise<AutomationRun> {
  const { corpId, articleId, tagId } = request;
  const article = await getArticle(app, corpId, articleId);
  if (article.state !== "published") throw new ArticleNotPublishedError();
  if (!(await tagNames(app, corpId, [tagId])).has(tagId)) throw new UnknownTagError();
  await ensureBuiltIns(app, corpId);
  const automation = await app.db.getRepository(Automation).findOneByOrFail({ corpId, automationKey: KNOWLEDGE_PUSH });
  if (automation.status === "paused") throw new AutomationPausedError(KNOWLEDGE_PUSH);

  const now = app.now();
  const at = pushTime(app, request.at);
  const runKey = `push:${request.runKey ?? randomUUID()}`;
  const run = {
    corpId,
    automationId: automation.id,
    runKey,
    definition: { ...automation.definition, trigger: { type: "knowledge_push" as const, articleId, tagId } },
    title: [...article.title].slice(0, 128).join(""),
    status: "waiting" as const,
    dueAt: new Date(Math.max(now.getTime(), at.getTime() - HORIZON_MS)),
    touchDay: localDay(at, app.config.timeZone),
    touchTime: DateTime.fromJSDate(at, { zone: app.config.timeZone }).toFormat("HH:mm"),
    counts: { planned: 0, moved: 0, skipped: 0, dropped: 0 },
    requestedBy: request.requestedBy,
  };
  const runs = app.db.getRepository(AutomationRun);
  try {
    await runs.insert(run);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  return runs.findOneByOrFail({ corpId, runKey });
}
