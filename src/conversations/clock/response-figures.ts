import type { Actor, App } from "../../app";
import { listMembers } from "../../staff";
import { threadScopeSql } from "../conversations.policy";
import { bucketOf, percentile } from "./buckets";
import type { FiguresQuery, ResponseFigure, ResponseFigures, WaitingCount } from "./clock.schema";
import { LEVELS } from "./next-alert";
import { workCalendar } from "./response-rules";

/** How fast members in the actor's scope answered those who asked on these days. */
export async function responseFigures(app: App, actor: Actor, query: FiguresQuery): Promise<ResponseFigures> {
  const { corpId, scope } = actor;
  const scoped = scope === "all" ? { sql: "", params: [] } : { sql: "AND userid IN (?)", params: [scope] };
  const empty = scope !== "all" && scope.length === 0;
  const rows: { day: string; userid: string; bucket: number; answers: string }[] = empty
    ? []
    : await app.db.query(
        `SELECT day, userid, bucket, answers FROM response_days
         WHERE corp_id = ? AND day BETWEEN ? AND ? AND answers > 0 ${scoped.sql}`,
        [corpId, query.from, query.to, ...scoped.params],
      );
  const [{ rules }, members, waiting] = await Promise.all([
    workCalendar(app, corpId),
    listMembers(app, corpId),
    waitingByMember(app, actor),
  ]);
  const limit = bucketOf(rules.repAfterMinutes * 60);
  const byMember = new Map<string, Map<number, number>>();
  const byDay = new Map<string, Map<number, number>>();
  const total = new Map<number, number>();
  for (const { day, userid, bucket, answers } of rows) {
    for (const counts of [total, at(byMember, userid), at(byDay, day)]) {
      counts.set(bucket, (counts.get(bucket) ?? 0) + Number(answers));
    }
  }
  const names = new Map(members.map((member) => [member.userid, member.name]));
  const userids = new Set([...byMember.keys(), ...waiting.keys()]);
  return {
    total: figureOf(total, limit),
    members: [...userids]
      .map((userid) => ({
        userid,
        name: names.get(userid) ?? userid,
        waiting: waiting.get(userid) ?? 0,
        ...figureOf(byMember.get(userid) ?? new Map(), limit),
      }))
      .sort((a, b) => b.waiting - a.waiting || (b.p90Seconds ?? 0) - (a.p90Seconds ?? 0)),
    days: [...byDay]
      .map(([day, counts]) => ({ day, ...figureOf(counts, limit) }))
      .sort((a, b) => (a.day < b.day ? -1 : 1)),
  };
}

function at(map: Map<string, Map<number, number>>, key: string): Map<number, number> {
  const known = map.get(key) ?? new Map<number, number>();
  map.set(key, known);
  return known;
}

function figureOf(counts: ReadonlyMap<number, number>, limit: number): ResponseFigure {
  let answers = 0;
  let inTime = 0;
  for (const [bucket, n] of counts) {
    answers += n;
    if (bucket <= limit) inTime += n;
  }
  return {
    answers,
    medianSeconds: percentile(counts, 0.5),
    p90Seconds: percentile(counts, 0.9),
    inTime: answers > 0 ? inTime / answers : null,
  };
}

/** Those who wait now, by the member who owes the answer; groups have no single one. */
async function waitingByMember(app: App, actor: Actor): Promise<Map<string, number>> {
  const scope = threadScopeSql(actor, "t");
  const rows: { userid: string; n: string }[] = await app.db.query(
    `SELECT t.userid, COUNT(*) AS n FROM threads t
     WHERE t.corp_id = ? AND t.waiting_since IS NOT NULL AND t.userid IS NOT NULL AND ${scope.sql} GROUP BY t.userid`,
    [actor.corpId, ...scope.params],
  );
  return new Map(rows.map((row) => [row.userid, Number(row.n)]));
}

export async function waitingCount(app: App, actor: Actor): Promise<WaitingCount> {
  const scope = threadScopeSql(actor, "t");
  const [row]: { waiting: string; late: string | null }[] = await app.db.query(
    `SELECT COUNT(*) AS waiting, SUM(w.alert_level >= ${LEVELS.member}) AS late FROM threads t
     LEFT JOIN thread_waits w ON w.thread_id = t.id AND w.since_at = t.waiting_since AND w.answered_at IS NULL
     WHERE t.corp_id = ? AND t.waiting_since IS NOT NULL AND t.kind IN ('single', 'group') AND ${scope.sql}`,
    [actor.corpId, ...scope.params],
  );
  return { waiting: Number(row?.waiting ?? 0), late: Number(row?.late ?? 0) };
}
