import { DateTime } from "luxon";
import type { App } from "../app";
import { forecastTouches, localDay } from "../outreach";
import { Automation } from "./automation.entity";
import type { PushForecast } from "./automations.schema";
import { ensureBuiltIns } from "./built-ins";
import { nextPushPage, type PushDefinition } from "./push-touches";
import { KNOWLEDGE_PUSH, pushTime } from "./start-push";

/** Past this many customers the forecast says what it has counted so far. */
const MOST = 5_000;

/** What a push would do, without planning anything: who gets it on the wished day, who later, who has it already. */
export async function forecastPush(
  app: App,
  input: { corpId: string; articleId: string; tagId: string; at?: Date | undefined },
): Promise<PushForecast> {
  const { corpId, articleId, tagId } = input;
  await ensureBuiltIns(app, corpId);
  const automation = await app.db.getRepository(Automation).findOneByOrFail({ corpId, automationKey: KNOWLEDGE_PUSH });
  const definition = {
    ...automation.definition,
    trigger: { type: "knowledge_push", articleId, tagId },
  } as PushDefinition;
  const at = pushTime(app, input.at);
  const touchDay = localDay(at, app.config.timeZone);
  const touchTime = DateTime.fromJSDate(at, { zone: app.config.timeZone }).toFormat("HH:mm");
  const total = { customers: 0, onWishedDay: 0, later: 0, alreadyHave: 0, notPossible: 0 };
  for (let cursor = ""; total.customers < MOST; ) {
    const run = { corpId, automationId: automation.id, id: "0", cursor, touchDay, touchTime };
    const page = await nextPushPage(app, run, definition);
    if (!page) break;
    cursor = page.cursor;
    const counted = await forecastTouches(app, corpId, page.touches);
    total.customers += page.touches.length + page.unreachable;
    total.notPossible += page.unreachable;
    for (const key of ["onWishedDay", "later", "alreadyHave", "notPossible"] as const) total[key] += counted[key];
  }
  return total;
}
