import type { Actor, App } from "../app";
import { CustomerNotFoundError } from "./contacts.errors";
import { ExternalContact } from "./external-contact.entity";

export interface SqlCondition {
  sql: string;
  params: unknown[];
}

/**
 * Condition for a query that has an external_userid: this actor may see that customer, because a member in the actor's
 * scope has, or had, the contact. `column` and `corpColumn` are SQL of ours, never of a request.
 */
export function customerScopeSql(actor: Actor, column: string, corpColumn: string): SqlCondition {
  if (actor.scope === "all") return { sql: "1 = 1", params: [] };
  if (actor.scope.length === 0) return { sql: "1 = 0", params: [] };
  return {
    sql: `EXISTS (SELECT 1 FROM follow_relations scoped WHERE scoped.corp_id = ${corpColumn}
          AND scoped.external_userid = ${column} AND scoped.userid IN (?))`,
    params: [actor.scope],
  };
}

/** Userids are case-insensitive in WeCom. */
export function sameUserid(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export function inScope(actor: Actor, userid: string): boolean {
  return actor.scope === "all" || actor.scope.some((seen) => sameUserid(seen, userid));
}

/** A customer out of scope does not exist for this actor. @throws {CustomerNotFoundError} */
export async function requireVisibleCustomer(app: App, actor: Actor, externalUserid: string): Promise<ExternalContact> {
  const scope = customerScopeSql(actor, "c.external_userid", "c.corp_id");
  const found: { id: string }[] = await app.db.query(
    `SELECT c.id FROM external_contacts c WHERE c.corp_id = ? AND c.external_userid = ? AND ${scope.sql}`,
    [actor.corpId, externalUserid, ...scope.params],
  );
  if (!found[0]) throw new CustomerNotFoundError(externalUserid);
  return app.db.getRepository(ExternalContact).findOneByOrFail({ id: found[0].id });
}
