import type { Actor, App } from "../app";
import { RelationGoneError } from "./contacts.errors";
import { inScope, sameUserid } from "./contacts.policy";
import { FollowRelation } from "./follow-relation.entity";

/** Members who have this customer now, newest first. */
export function liveRelations(app: App, corpId: string, externalUserid: string): Promise<FollowRelation[]> {
  return app.db.getRepository(FollowRelation).find({
    where: { corpId, externalUserid, status: "full" },
    order: { followedAt: "DESC", id: "DESC" },
  });
}

/**
 * The relation a person means who acts on a customer: the one named, else their own, else the newest they may see.
 *
 * @throws {RelationGoneError} when there is none.
 */
export async function relationToActOn(
  app: App,
  actor: Actor,
  externalUserid: string,
  userid?: string,
): Promise<FollowRelation> {
  const live = await liveRelations(app, actor.corpId, externalUserid);
  const seen = live.filter((relation) => inScope(actor, relation.userid));
  const wanted = userid ?? actor.userid;
  const chosen = seen.find((relation) => sameUserid(relation.userid, wanted)) ?? (userid ? undefined : seen[0]);
  if (!chosen) throw new RelationGoneError(externalUserid, wanted);
  return chosen;
}
