import { In, type SelectQueryBuilder } from "typeorm";
import type { Actor, App } from "../app";
import { decodeCursor, type Page, toPage } from "../platform/http";
import { addDays, localDay } from "./local-day";
import { type CareDay, type CarePlan, type CareTouch, inFlightStatuses, type TouchStatus } from "./outreach.schema";
import { presentSkips, presentTouches } from "./present-touches";
import { Touch } from "./touch.entity";
import { TouchMove } from "./touch-move.entity";

/** A day's list is read by a person; nobody reads past this. */
const PLAN_LIMIT = 2_000;

function scoped(app: App, actor: Actor): SelectQueryBuilder<Touch> {
  const query = app.db.getRepository(Touch).createQueryBuilder("touch").where("touch.corpId = :corpId", actor);
  if (actor.scope !== "all") query.andWhere("touch.userid IN (:...scope)", { scope: ["", ...actor.scope] });
  return query;
}

/** Who gets what on a day, and who was to and does not. */
export async function carePlan(app: App, actor: Actor, day: string): Promise<CarePlan> {
  const { corpId } = actor;
  const touches = await scoped(app, actor)
    .andWhere("touch.plannedFor = :day", { day })
    .andWhere("touch.status <> 'cancelled'")
    .orderBy("touch.dueAt")
    .addOrderBy("touch.id")
    .limit(PLAN_LIMIT)
    .getMany();
  const counts: CarePlan["counts"] = {};
  for (const { status } of touches) counts[status] = (counts[status] ?? 0) + 1;
  return {
    day,
    touches: await presentTouches(app, corpId, touches),
    skipped: await presentSkips(app, corpId, await movedAway(app, actor, day)),
    counts,
  };
}

/** The last move of each touch away from that day; a touch that came back is left out. */
async function movedAway(app: App, actor: Actor, day: string): Promise<{ move: TouchMove; touch: Touch }[]> {
  const { corpId } = actor;
  const moves = await app.db.getRepository(TouchMove).find({
    where: { corpId, fromDay: day },
    order: { id: "ASC" },
    take: PLAN_LIMIT,
  });
  const last = new Map(moves.map((move) => [move.touchId, move]));
  const touches = last.size
    ? await scoped(app, actor)
        .andWhere({ id: In([...last.keys()]) })
        .getMany()
    : [];
  return touches
    .filter((touch) => touch.plannedFor !== day || touch.status === "cancelled")
    .map((touch) => ({ move: last.get(touch.id)!, touch }));
}

/** For a calendar: how much there is on each day of a range (both included). */
export async function careDays(app: App, actor: Actor, from: string, to: string): Promise<CareDay[]> {
  const rows = await scoped(app, actor)
    .select("touch.plannedFor", "day")
    .addSelect("touch.status", "status")
    .addSelect("COUNT(*)", "count")
    .andWhere("touch.plannedFor BETWEEN :from AND :to", { from, to })
    .groupBy("touch.plannedFor")
    .addGroupBy("touch.status")
    .getRawMany<{ day: string; status: TouchStatus; count: string }>();
  const moves = await scoped(app, actor)
    .innerJoin(TouchMove, "move", "move.touch_id = touch.id")
    .select("move.from_day", "day")
    .addSelect("COUNT(DISTINCT touch.id)", "count")
    .andWhere("move.from_day BETWEEN :from AND :to", { from, to })
    .andWhere("touch.plannedFor <> move.from_day")
    .groupBy("move.from_day")
    .getRawMany<{ day: string; count: string }>();
  const days = new Map<string, CareDay>();
  const dayOf = (day: string) => {
    const entry = days.get(day) ?? { day, planned: 0, waiting: 0, sent: 0, notDelivered: 0, moved: 0 };
    days.set(day, entry);
    return entry;
  };
  for (const row of rows) dayOf(row.day)[columnOf(row.status)] += Number(row.count);
  for (const row of moves) dayOf(row.day).moved += Number(row.count);
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

function columnOf(status: TouchStatus): "planned" | "waiting" | "sent" | "notDelivered" {
  if (status === "planned" || status === "sent") return status;
  return inFlightStatuses.includes(status) ? "waiting" : "notDelivered";
}

/** Touches, the newest first. */
export async function listTouches(
  app: App,
  actor: Actor,
  filter: {
    status?: TouchStatus[] | undefined;
    externalUserid?: string | undefined;
    cursor?: string | undefined;
    limit: number;
  },
): Promise<Page<CareTouch>> {
  const query = scoped(app, actor);
  if (filter.status) query.andWhere({ status: In(filter.status) });
  if (filter.externalUserid) query.andWhere("touch.externalUserid = :externalUserid", filter);
  if (filter.cursor) query.andWhere("touch.id < :before", { before: String(decodeCursor(filter.cursor)[0]) });
  const rows = await query
    .orderBy("touch.id", "DESC")
    .limit(filter.limit + 1)
    .getMany();
  const page = toPage(rows, filter.limit, (touch) => [touch.id]);
  return { data: await presentTouches(app, actor.corpId, page.data), nextCursor: page.nextCursor };
}

/** For rules that look ahead: what this customer is going to get, soonest first. */
export function upcomingTouches(app: App, corpId: string, externalUserid: string): Promise<Touch[]> {
  return app.db.getRepository(Touch).find({
    where: { corpId, externalUserid, status: In(["planned", ...inFlightStatuses]) },
    order: { dueAt: "ASC" },
  });
}

/** How the touches of one origin stand; `sent` counts the last 30 days. */
export async function touchCounts(
  app: App,
  corpId: string,
  origin: string,
): Promise<{ planned: number; waiting: number; sent: number }> {
  const since = addDays(localDay(app.now(), app.config.timeZone), -30);
  const rows: { status: TouchStatus; count: string }[] = await app.db.query(
    `SELECT status, COUNT(*) AS count FROM touches WHERE corp_id = ? AND origin = ? AND target_day >= ? GROUP BY status`,
    [corpId, origin, since],
  );
  const total = { planned: 0, waiting: 0, sent: 0, notDelivered: 0 };
  for (const row of rows) total[columnOf(row.status)] += Number(row.count);
  return { planned: total.planned, waiting: total.waiting, sent: total.sent };
}
