import type { App } from "../app";
import { FollowRelation, recordCustomerEvents } from "../contacts";
import { affectedRows } from "../platform/db";
import { ContactWay } from "./contact-way.entity";
import { ContactWayArrival } from "./contact-way-arrival.entity";
import { markArrivalTags } from "./mark-arrival-tags";

export interface PairRef {
  corpId: string;
  externalUserid: string;
  userid: string;
}

/**
 * Writes down by which code a customer came, and whether the customer is still there. Reads the relation as it stands, so
 * late, repeated and reordered news lead to the same row.
 *
 * @returns the id of the arrival, or null when the pair did not meet by a code of ours.
 */
export async function noteArrival(app: App, pair: PairRef): Promise<string | null> {
  const { corpId, externalUserid, userid } = pair;
  const relation = await app.db.getRepository(FollowRelation).findOneBy(pair);
  if (!relation?.state) return null;
  const way = await app.db.getRepository(ContactWay).findOneBy({ corpId, state: relation.state });
  if (!way) return null;
  const isLive = relation.status === "full" || relation.status === "half";
  const now = app.now();
  const addedAt = relation.followedAt ?? now;
  const lostAt = isLive ? null : (relation.endedAt ?? now);
  await app.work.transaction(async (tx) => {
    const tagsDueAt = isLive && way.content.tagIds.length > 0 ? now : null;
    const written: unknown = await tx.query(
      `INSERT INTO contact_way_arrivals (corp_id, way_id, external_userid, userid, added_at, lost_at, tags_due_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON DUPLICATE KEY UPDATE
         tags_due_at = IF(lost_at IS NOT NULL AND VALUES(lost_at) IS NULL, VALUES(tags_due_at), tags_due_at),
         lost_at = VALUES(lost_at)`,
      [corpId, way.id, externalUserid, userid, addedAt, lostAt, tagsDueAt],
    );
    // One row was added; a duplicate counts 2 or 0.
    if (affectedRows(written) !== 1) return;
    await recordCustomerEvents(tx, [
      {
        corpId,
        externalUserid,
        at: addedAt,
        kind: "contact.channel",
        dedupeKey: `contactway:${way.id}:${externalUserid} ${userid.toLowerCase()}`,
        data: { userid, wayId: way.id, text: `通过渠道活码「${way.content.name}」添加` },
      },
    ]);
  });
  const arrival = await app.db
    .getRepository(ContactWayArrival)
    .findOneByOrFail({ corpId, wayId: way.id, externalUserid, userid });
  await markArrivalTags(app, arrival);
  return arrival.id;
}
