import type { Actor, App } from "../app";
import type { SqlCondition } from "./contacts.policy";
import { pairKey } from "./news";

/** Who ended it. A customer who deleted the member is known from the event alone. */
export type LostBy = "customer" | "member";

/** Customers whom some member in the actor's scope has lost, though a colleague may still have them. */
export function lostSql(actor: Actor, lostBy: LostBy, userid: string | undefined): SqlCondition {
  if (actor.scope !== "all" && actor.scope.length === 0) return { sql: "1 = 0", params: [] };
  return {
    sql: `c.external_userid IN (SELECT l.external_userid FROM follow_relations l WHERE l.corp_id = ? AND l.status = ?
          ${actor.scope === "all" ? "" : "AND l.userid IN (?)"} ${userid ? "AND l.userid = ?" : ""})`,
    params: [
      actor.corpId,
      `deleted_by_${lostBy}`,
      ...(actor.scope === "all" ? [] : [actor.scope]),
      ...(userid ? [userid] : []),
    ],
  };
}

/** Pairs among those of these customers that ended because the customer went to a colleague. */
export async function transferredPairs(app: App, corpId: string, externalUserids: string[]): Promise<Set<string>> {
  if (externalUserids.length === 0) return new Set();
  const rows: { external_userid: string; userid: string }[] = await app.db.query(
    `SELECT external_userid, JSON_UNQUOTE(JSON_EXTRACT(data, '$.userid')) AS userid FROM customer_events
     WHERE corp_id = ? AND external_userid IN (?) AND kind = 'contact.lost'
       AND JSON_UNQUOTE(JSON_EXTRACT(data, '$.source')) = 'DELETE_BY_TRANSFER'`,
    [corpId, externalUserids],
  );
  return new Set(rows.map((row) => pairKey(row.external_userid, row.userid)));
}
