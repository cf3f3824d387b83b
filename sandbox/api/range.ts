import { findMember, isPresent, type Member, servesCustomers } from "../world/corp";
import { findRelation, isReadable, type Relation } from "../world/customers";
import type { World } from "../world/world";
import { WecomFault } from "./fault";

/** A member the app can act for with customers. */
export function servingMember(world: World, userid: string): Member {
  const member = findMember(world, userid);
  if (!member || !isPresent(member)) throw new WecomFault(60111);
  if (!member.visible) throw new WecomFault(60011);
  if (!servesCustomers(member)) throw new WecomFault(84074);
  return member;
}

/** The pair's relation as the API sees it. */
export function readableRelation(world: World, userid: string, externalUserid: string): Relation {
  const member = servingMember(world, userid);
  const relation = findRelation(world, member.userid, externalUserid);
  if (!relation || !isReadable(relation)) throw new WecomFault(84061);
  return relation;
}
