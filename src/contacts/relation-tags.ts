import type { App } from "../app";
import type { Tx } from "../platform/db";
import { pairKey } from "./news";
import { type NewCustomerEvent, recordCustomerEvents } from "./timeline";

export interface TagChange {
  corpId: string;
  externalUserid: string;
  userid: string;
  added: string[];
  removed: string[];
}

/** externalUserid and userid as one key → the corp tags of that pair. */
export async function tagsOfPairs(
  tx: Tx,
  corpId: string,
  pairs: readonly { externalUserid: string; userid: string }[],
): Promise<Map<string, Set<string>>> {
  const tags = new Map<string, Set<string>>();
  if (pairs.length === 0) return tags;
  const rows: { external_userid: string; userid: string; tag_id: string }[] = await tx.query(
    "SELECT external_userid, userid, tag_id FROM relation_tags WHERE corp_id = ? AND (external_userid, userid) IN (?)",
    [corpId, pairs.map((pair) => [pair.externalUserid, pair.userid])],
  );
  for (const row of rows) {
    const key = pairKey(row.external_userid, row.userid);
    const known = tags.get(key);
    if (known) known.add(row.tag_id);
    else tags.set(key, new Set([row.tag_id]));
  }
  return tags;
}

/** Two statements, however many pairs. */
export async function writeTagChanges(tx: Tx, changes: readonly TagChange[]): Promise<void> {
  const rows = (side: "added" | "removed") =>
    changes.flatMap(({ corpId, externalUserid, userid, [side]: tagIds }) =>
      [...tagIds].sort().map((tagId) => [corpId, externalUserid, userid, tagId]),
    );
  const added = rows("added");
  if (added.length > 0) {
    await tx.query(
      `INSERT INTO relation_tags (corp_id, external_userid, userid, tag_id) VALUES ?
       ON DUPLICATE KEY UPDATE tag_id = relation_tags.tag_id`,
      [added],
    );
  }
  const removed = rows("removed");
  if (removed.length > 0) {
    await tx.query("DELETE FROM relation_tags WHERE (corp_id, external_userid, userid, tag_id) IN (?)", [removed]);
  }
}

/**
 * The timeline and the news, for pairs whose tags changed at all. `via`: a member in WeCom, a person here, or a rule.
 * `actor` undefined: the member of the pair.
 */
export async function announceTagChanges(
  app: App,
  tx: Tx,
  changes: readonly TagChange[],
  context: { at: Date; actor?: string | null; via: "wecom" | "console" | "rule" },
): Promise<void> {
  const real = changes.filter(({ added, removed }) => added.length + removed.length > 0);
  if (real.length === 0) return;
  const entry = (change: TagChange, kind: "tag.added" | "tag.removed", tagIds: string[]): NewCustomerEvent[] =>
    tagIds.map((tagId) => ({
      corpId: change.corpId,
      externalUserid: change.externalUserid,
      at: context.at,
      kind,
      actor: context.actor === undefined ? change.userid : context.actor,
      data: { tagId, userid: change.userid, via: context.via },
      dedupeKey: `${kind}:${pairKey(change.externalUserid, change.userid)}:${tagId}:${context.at.getTime()}`,
    }));
  await recordCustomerEvents(
    tx,
    real.flatMap((change) => [
      ...entry(change, "tag.added", change.added),
      ...entry(change, "tag.removed", change.removed),
    ]),
  );
  await app.work.publishAll(
    tx,
    real.map(({ corpId, externalUserid, userid, added, removed }) => ({
      corpId,
      name: "tag.changed" as const,
      payload: { externalUserid, userid, added, removed },
    })),
  );
}
