import { prefixedId } from "./ids";
import type { World } from "./world";

export interface Customer {
  externalUserid: string;
  name: string;
  /** A path of this sandbox (`ownAddress` makes the url), or a url of somebody else's. */
  avatar: string;
  /** 1 WeChat, 2 WeCom user. */
  type: 1 | 2;
  gender: 0 | 1 | 2;
  unionid: string;
  position: string;
  corpName: string;
}

/**
 * half: added, the member has not confirmed. lost: the customer deleted the member (a one-way relation stays readable).
 * gone: the member deleted the customer (no relation for the API).
 */
export type RelationState = "half" | "full" | "lost" | "gone";

export interface Relation {
  /** Rises with each new relation; orders paged answers. */
  n: number;
  userid: string;
  externalUserid: string;
  state: RelationState;
  createdAt: number;
  addWay: number;
  operUserid: string;
  channel: string | null;
  remark: string;
  description: string;
  remarkCorpName: string;
  remarkMobiles: string[];
  tagIds: string[];
  /** Unix ms of the last word said between the two, either way. */
  lastTalkAt: number;
  welcomed: boolean;
  /** The member once handed this customer to a colleague: taking back causes no add event. */
  handedOver: boolean;
  /** A temporary chat of a 「联系我」: what is said when it closes, and when it closes by itself. */
  temporary?: { conclusions: Record<string, unknown> | null; endsAt: number };
}

const keyOf = (userid: string, externalUserid: string): string => `${userid}|${externalUserid}`;

export const findCustomer = (world: World, externalUserid: string): Customer | undefined =>
  world.state.customers[externalUserid];

export function createCustomer(
  world: World,
  input: { externalUserid?: string; name?: string; avatar?: string; type?: 1 | 2; gender?: 0 | 1 | 2 },
): Customer {
  const type = input.type ?? 1;
  const externalUserid = input.externalUserid ?? prefixedId(type === 2 ? "wo" : "wm");
  const customer: Customer = {
    externalUserid,
    name: input.name ?? `客户${world.nextNumber()}`,
    avatar: input.avatar ?? `/_sandbox/avatars/${externalUserid}.svg`,
    type,
    gender: input.gender ?? 0,
    unionid: type === 1 ? `o${externalUserid.slice(2, 28)}` : "",
    position: type === 2 ? "经理" : "",
    corpName: type === 2 ? "合作伙伴公司" : "",
  };
  world.state.customers[externalUserid] = customer;
  return customer;
}

export const findRelation = (world: World, userid: string, externalUserid: string): Relation | undefined =>
  world.state.relations[keyOf(userid, externalUserid)];

/** Replaces whatever the two had: after a deletion they start anew. */
export function createRelation(
  world: World,
  input: Pick<Relation, "userid" | "externalUserid" | "state"> & Partial<Relation>,
): Relation {
  const relation: Relation = {
    n: world.nextNumber(),
    createdAt: world.now(),
    addWay: 1,
    operUserid: input.externalUserid,
    channel: null,
    remark: "",
    description: "",
    remarkCorpName: "",
    remarkMobiles: [],
    tagIds: [],
    lastTalkAt: 0,
    welcomed: false,
    handedOver: false,
    ...input,
  };
  const key = keyOf(input.userid, input.externalUserid);
  const before = world.state.relations[key];
  world.state.relations[key] = relation;
  world.relations.put(relation, before);
  return relation;
}

/** The API sees a relation while it is whole or one-way; half and removed ones answer 84061. */
export const isReadable = (relation: Relation): boolean => relation.state === "full" || relation.state === "lost";

export const relationsOfMember = (world: World, userid: string): readonly Relation[] =>
  world.relations.ofMember(userid);
export const relationsOfCustomer = (world: World, externalUserid: string): readonly Relation[] =>
  world.relations.ofCustomer(externalUserid);
