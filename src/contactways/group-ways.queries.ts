import { In, Not } from "typeorm";
import type { App } from "../app";
import { CustomerGroup } from "../contacts";
import { memberNames } from "../staff";
import type { GroupWayChoices, GroupWayRow } from "./contactways.schema";
import { GroupWay } from "./group-way.entity";

/** A company has few; nobody reads past this. */
const AT_MOST = 200;

export async function listGroupWays(app: App, corpId: string): Promise<GroupWayRow[]> {
  const ways = await app.db.getRepository(GroupWay).find({
    where: { corpId, status: Not("deleted") },
    order: { id: "DESC" },
    take: AT_MOST,
  });
  return presentGroupWays(app, corpId, ways);
}

export async function presentGroupWays(app: App, corpId: string, ways: GroupWay[]): Promise<GroupWayRow[]> {
  if (ways.length === 0) return [];
  const chatIds = [...new Set(ways.flatMap((way) => way.content.chatIds))];
  const [groups, rows] = await Promise.all([
    app.db.getRepository(CustomerGroup).findBy({ corpId, chatId: In(chatIds) }),
    app.db.query(
      `SELECT way_id, COUNT(DISTINCT external_userid) AS joined,
         COUNT(DISTINCT IF(left_at IS NULL, external_userid, NULL)) AS staying
       FROM group_way_arrivals WHERE corp_id = ? AND way_id IN (?) GROUP BY way_id`,
      [corpId, ways.map((way) => way.id)],
    ) as Promise<{ way_id: string; joined: string; staying: string }[]>,
  ]);
  const names = new Map(groups.map((group) => [group.chatId, group.name]));
  const figures = new Map(rows.map((row) => [String(row.way_id), row]));
  return ways.map((way) => ({
    id: way.id,
    name: way.content.name,
    status: way.status,
    qrCode: way.qrCode,
    content: way.content,
    version: way.version,
    groups: way.content.chatIds.map((chatId) => ({ chatId, name: names.get(chatId) || "未命名的群" })),
    joined: Number(figures.get(way.id)?.joined ?? 0),
    staying: Number(figures.get(way.id)?.staying ?? 0),
    createdAt: way.createdAt.toISOString(),
  }));
}

/** Groups that a code can lead into, the newest first. */
export async function groupChoices(app: App, corpId: string): Promise<GroupWayChoices> {
  const groups = await app.db.getRepository(CustomerGroup).find({
    where: { corpId, status: "active" },
    order: { id: "DESC" },
    take: AT_MOST,
  });
  const names = await memberNames(app, corpId, [...new Set(groups.map((group) => group.ownerUserid))]);
  return {
    groups: groups.map(({ chatId, name, ownerUserid }) => ({
      chatId,
      name: name || "未命名的群",
      owner: names.get(ownerUserid) ?? ownerUserid,
    })),
  };
}
