import { DateTime } from "luxon";
import { In } from "typeorm";
import type { App } from "../app";
import { tagNames } from "../contacts";
import { addDays, localDay } from "../outreach";
import { decodeCursor, type Page, toPage } from "../platform/http";
import { Department, listMembers, Member } from "../staff";
import { ContactWay } from "./contact-way.entity";
import type { WayDay, WayRow } from "./contactways.schema";

const DAYS_SHOWN = 30;

interface Figures {
  added: number;
  staying: number;
  addedToday: number;
}

/** Live ways, the newest first; deleted ones when asked for. */
export async function listWays(
  app: App,
  corpId: string,
  filter: { deleted?: boolean | undefined; cursor?: string | undefined; limit: number },
): Promise<Page<WayRow>> {
  const query = app.db
    .getRepository(ContactWay)
    .createQueryBuilder("way")
    .where("way.corpId = :corpId", { corpId })
    .andWhere({ status: In(filter.deleted ? ["deleted"] : ["making", "live", "removing"]) });
  if (filter.cursor) query.andWhere("way.id < :before", { before: String(decodeCursor(filter.cursor)[0]) });
  const found = await query
    .orderBy("way.id", "DESC")
    .limit(filter.limit + 1)
    .getMany();
  const page = toPage(found, filter.limit, (way) => [way.id]);
  return { data: await presentWays(app, corpId, page.data), nextCursor: page.nextCursor };
}

export async function presentWays(app: App, corpId: string, ways: ContactWay[]): Promise<WayRow[]> {
  if (ways.length === 0) return [];
  const userids = [...new Set(ways.flatMap((way) => way.content.userids))];
  const departmentIds = [...new Set(ways.flatMap((way) => way.content.departmentIds))];
  const [figures, members, departments, tags] = await Promise.all([
    figuresOf(app, corpId, ways),
    userids.length ? app.db.getRepository(Member).findBy({ corpId, userid: In(userids) }) : [],
    departmentIds.length ? app.db.getRepository(Department).findBy({ corpId, departmentId: In(departmentIds) }) : [],
    tagNames(app, corpId, [...new Set(ways.flatMap((way) => way.content.tagIds))]),
  ]);
  const names = new Map(members.map((member) => [member.userid.toLowerCase(), member.name]));
  const groups = new Map(departments.map((department) => [department.departmentId, department.name]));
  return ways.map((way) => {
    const { added, staying, addedToday } = figures.get(way.id) ?? { added: 0, staying: 0, addedToday: 0 };
    return {
      id: way.id,
      name: way.content.name,
      state: way.state,
      status: way.status,
      qrCode: way.qrCode,
      content: way.content,
      version: way.version,
      changing: way.wanted !== null,
      members: way.content.userids.map((userid) => ({ userid, name: names.get(userid.toLowerCase()) ?? userid })),
      departments: way.content.departmentIds.map((id) => ({ id, name: groups.get(id) ?? `部门 ${id}` })),
      tags: way.content.tagIds.flatMap((id) => (tags.has(id) ? [{ id, name: tags.get(id)! }] : [])),
      added,
      staying,
      lost: added - staying,
      addedToday,
      createdAt: way.createdAt.toISOString(),
    };
  });
}

/** Customers, not pairs: who added two members by one code came once, and stays while one of them is left. */
async function figuresOf(app: App, corpId: string, ways: ContactWay[]): Promise<Map<string, Figures>> {
  const today = DateTime.fromJSDate(app.now(), { zone: app.config.timeZone }).startOf("day").toJSDate();
  const rows: { way_id: string; added: string; staying: string; today: string }[] = await app.db.query(
    `SELECT way_id, COUNT(DISTINCT external_userid) AS added,
       COUNT(DISTINCT IF(lost_at IS NULL, external_userid, NULL)) AS staying,
       COUNT(DISTINCT IF(added_at >= ?, external_userid, NULL)) AS today
     FROM contact_way_arrivals WHERE corp_id = ? AND way_id IN (?) GROUP BY way_id`,
    [today, corpId, ways.map((way) => way.id)],
  );
  return new Map(
    rows.map((row) => [
      String(row.way_id),
      { added: Number(row.added), staying: Number(row.staying), addedToday: Number(row.today) },
    ]),
  );
}

/** The last 30 days of the corp's zone, empty ones included. */
export async function daysOfWay(app: App, corpId: string, wayId: string): Promise<WayDay[]> {
  const zone = app.config.timeZone;
  const last = localDay(app.now(), zone);
  const first = addDays(last, 1 - DAYS_SHOWN);
  const since = DateTime.fromISO(first, { zone }).toJSDate();
  const offset = DateTime.fromJSDate(app.now(), { zone }).offset;
  const perDay = async (column: "added_at" | "lost_at") => {
    const rows: { day: string; n: string }[] = await app.db.query(
      `SELECT DATE_FORMAT(${column} + INTERVAL ? MINUTE, '%Y-%m-%d') AS day, COUNT(DISTINCT external_userid) AS n
       FROM contact_way_arrivals WHERE corp_id = ? AND way_id = ? AND ${column} >= ? GROUP BY day`,
      [offset, corpId, wayId, since],
    );
    return new Map(rows.map((row) => [row.day, Number(row.n)]));
  };
  const [added, lost] = await Promise.all([perDay("added_at"), perDay("lost_at")]);
  return Array.from({ length: DAYS_SHOWN }, (_, n) => {
    const day = addDays(first, n);
    return { day, added: added.get(day) ?? 0, lost: lost.get(day) ?? 0 };
  });
}

/** Whom a code can lead to. */
export async function wayChoices(app: App, corpId: string, scope: "all" | string[]) {
  const [members, departments] = await Promise.all([
    listMembers(app, corpId),
    app.db.getRepository(Department).find({ where: { corpId }, order: { departmentId: "ASC" } }),
  ]);
  const seen = scope === "all" ? null : new Set(scope.map((userid) => userid.toLowerCase()));
  return {
    members: members
      .filter((member) => member.contactEnabled && member.status === "active")
      .filter((member) => !seen || seen.has(member.userid.toLowerCase()))
      .map(({ userid, name }) => ({ userid, name })),
    departments: seen ? [] : departments.map(({ departmentId, name }) => ({ id: departmentId, name })),
  };
}
