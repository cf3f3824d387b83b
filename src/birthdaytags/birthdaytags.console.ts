import Router from "@koa/router";
import type { App, KoaState } from "../app";
import { parseBody } from "../platform/http";
import { actorOf, memberNames, requireManager } from "../staff";
import { BirthdayTagMark } from "./birthday-tag-mark.entity";
import { BirthdayTagSettings } from "./birthday-tag-settings.entity";
import { type BirthdayTagsView, TurnOffRequest } from "./birthdaytags.schema";
import { GROUP_NAME } from "./month-of";
import { turnOff, turnOn } from "./turn-on-off";

export function birthdayTagsConsole(app: App): Router<KoaState> {
  const router = new Router<KoaState>();

  router.get("/birthday-tags", async (ctx) => {
    requireManager(actorOf(ctx), "birthday_tags.read");
    ctx.body = { data: await view(app, actorOf(ctx).corpId) };
  });

  router.post("/birthday-tags/on", async (ctx) => {
    requireManager(actorOf(ctx), "birthday_tags.change");
    await turnOn(app, actorOf(ctx));
    ctx.body = { data: await view(app, actorOf(ctx).corpId) };
  });

  router.post("/birthday-tags/off", async (ctx) => {
    requireManager(actorOf(ctx), "birthday_tags.change");
    const { confirmMarks } = parseBody(ctx, TurnOffRequest);
    const { marks } = await view(app, actorOf(ctx).corpId);
    await turnOff(app, actorOf(ctx), { confirmMarks, marks });
    ctx.body = { data: await view(app, actorOf(ctx).corpId) };
  });

  return router;
}

async function view(app: App, corpId: string): Promise<BirthdayTagsView> {
  const [settings, marks, known] = await Promise.all([
    app.db.getRepository(BirthdayTagSettings).findOneBy({ corpId }),
    app.db.getRepository(BirthdayTagMark).countBy({ corpId }),
    app.db.query("SELECT COUNT(*) AS n FROM important_dates WHERE corp_id = ? AND kind = 'birthday' AND label = ''", [
      corpId,
    ]) as Promise<{ n: string }[]>,
  ]);
  const names = await memberNames(app, corpId, settings ? [settings.changedBy] : []);
  return {
    state: settings?.state ?? "off",
    groupName: GROUP_NAME,
    customers: Number(known[0]?.n ?? 0),
    marks,
    changedBy: settings ? (names.get(settings.changedBy) ?? settings.changedBy) : null,
    changedAt: settings?.changedAt.toISOString() ?? null,
  };
}
