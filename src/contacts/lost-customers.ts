import type { Actor } from "../app";
import type { SqlCondition } from "./contacts.policy";

/** Who ended it. A customer who deleted the member is known from the event alone; one handed to a colleague is not lost. */
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
