import type { ServerResponse } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Relation } from "../world/customers";
import { currentMembers, type Group } from "../world/groups";
import { corpTagGroups, type TagGroup } from "../world/tags";
import type { World } from "../world/world";

const ROWS_A_TURN = 500;
const STATUS = { half: "half", full: "full", lost: "deleted_by_customer", gone: "deleted_by_member" } as const;

const relationRow = (row: Relation) => ({
  kind: "relation",
  userid: row.userid,
  externalUserid: row.externalUserid,
  status: STATUS[row.state],
  remark: row.remark,
  description: row.description,
  remarkCorpName: row.remarkCorpName,
  remarkMobiles: row.remarkMobiles,
  tagIds: row.tagIds,
  createtime: row.createdAt,
  addWay: row.addWay,
  state: row.channel,
});

const groupRow = (group: Group) => ({
  kind: "group",
  chatId: group.chatId,
  name: group.name,
  notice: group.notice,
  owner: group.owner,
  memberVersion: group.memberVersion,
  createtime: group.createdAt,
  dismissed: group.dismissedAt !== null,
  members: currentMembers(group).map(({ id, type, joinedAt, joinScene }) => ({ id, type, joinedAt, joinScene })),
});

const tagGroupRow = (group: TagGroup) => ({
  kind: "tagGroup",
  id: group.id,
  name: group.name,
  order: group.order,
  createtime: group.createdAt,
  tags: group.tags.map(({ id, name, order, createdAt }) => ({ id, name, order, createtime: createdAt })),
});

function* rowsOf(world: World, kinds: Set<string>, withGone: boolean): Generator<unknown> {
  if (kinds.has("tagGroup")) for (const group of corpTagGroups(world)) yield tagGroupRow(group);
  if (kinds.has("group")) for (const group of Object.values(world.state.groups)) yield groupRow(group);
  if (!kinds.has("relation")) return;
  for (const row of [...world.relations.all()]) if (withGone || row.state !== "gone") yield relationRow(row);
}

/**
 * What a product that has missed nothing would know, as JSON lines: tag groups, groups, relations. Calls are served in
 * between, so compare while nothing happens.
 */
export async function streamTruth(world: World, query: URLSearchParams, response: ServerResponse): Promise<void> {
  const kinds = new Set((query.get("kinds") ?? "tagGroup,group,relation").split(","));
  response.writeHead(200, { "content-type": "application/x-ndjson; charset=utf-8" });
  let lines: string[] = [];
  for (const row of rowsOf(world, kinds, query.get("gone") === "1")) {
    lines.push(`${JSON.stringify(row)}\n`);
    if (lines.length < ROWS_A_TURN) continue;
    if (!response.write(lines.join(""))) await drained(response);
    else await nextTurn();
    if (response.destroyed) return;
    lines = [];
  }
  response.end(lines.join(""));
}

/** Until the reader has caught up or gone away. */
const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.on("drain", done);
    response.on("close", done);
  });
