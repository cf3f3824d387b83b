import { In, IsNull } from "typeorm";
import type { App } from "../app";
import { recordCustomerEvents } from "../contacts";
import { affectedRows } from "../platform/db";
import { getGroupChat, WecomError, type WecomGroupChat } from "../wecom";
import { GroupWay } from "./group-way.entity";
import { GroupWayArrival } from "./group-way-arrival.entity";

const CUSTOMER = 2;
const DISMISSED = 49008;

/**
 * Writes down who is in a group by one of our codes, and who has left. Events do not name the code, so the group is read;
 * only in a company that has such codes.
 *
 * @returns how many of its customers came by a code of ours.
 */
export async function noteGroupArrivals(app: App, corpId: string, chatId: string): Promise<number> {
  if (!(await app.db.getRepository(GroupWay).existsBy({ corpId }))) return 0;
  const chat = await readGroup(app, chatId);
  if (chat === "out_of_sight") return 0;
  const people = (chat?.member_list ?? []).filter((member) => member.type === CUSTOMER && member.state);
  const states = [...new Set(people.map((member) => member.state!))];
  const ways = states.length ? await app.db.getRepository(GroupWay).findBy({ corpId, state: In(states) }) : [];
  const byState = new Map(ways.map((way) => [way.state, way]));
  const arrivals = people.flatMap((member) => {
    const way = byState.get(member.state!);
    if (!way) return [];
    const joinedAt = member.join_time ? new Date(member.join_time * 1_000) : app.now();
    return [{ way, externalUserid: member.userid, joinedAt }];
  });
  for (const arrival of arrivals) await noteOne(app, { corpId, chatId, ...arrival });
  await noteLeavers(app, corpId, chatId, new Set(arrivals.map((arrival) => arrival.externalUserid)));
  return arrivals.length;
}

/** @returns null when it was dismissed. */
async function readGroup(app: App, chatId: string): Promise<WecomGroupChat | null | "out_of_sight"> {
  try {
    return await getGroupChat(app.wecom, chatId);
  } catch (error) {
    if (!(error instanceof WecomError) || error.retryable) throw error;
    return error.errcode === DISMISSED ? null : "out_of_sight";
  }
}

async function noteOne(
  app: App,
  arrival: { corpId: string; chatId: string; way: GroupWay; externalUserid: string; joinedAt: Date },
): Promise<void> {
  const { corpId, chatId, way, externalUserid, joinedAt } = arrival;
  await app.work.transaction(async (tx) => {
    const written: unknown = await tx.query(
      `INSERT INTO group_way_arrivals (corp_id, way_id, chat_id, external_userid, joined_at) VALUES (?, ?, ?, ?, ?)
       ON DUPLICATE KEY UPDATE left_at = NULL`,
      [corpId, way.id, chatId, externalUserid, joinedAt],
    );
    if (affectedRows(written) !== 1) return;
    await recordCustomerEvents(tx, [
      {
        corpId,
        externalUserid,
        at: joinedAt,
        kind: "group.channel",
        dedupeKey: `groupway:${way.id}:${chatId}:${externalUserid}`,
        data: { chatId, wayId: way.id, text: `通过加群码「${way.content.name}」进群` },
      },
    ]);
  });
}

async function noteLeavers(app: App, corpId: string, chatId: string, present: Set<string>): Promise<void> {
  const arrivals = app.db.getRepository(GroupWayArrival);
  const known = await arrivals.findBy({ corpId, chatId, leftAt: IsNull() });
  const gone = known.filter((row) => !present.has(row.externalUserid)).map((row) => row.id);
  if (gone.length > 0) await arrivals.update({ corpId, id: In(gone) }, { leftAt: app.now() });
}
