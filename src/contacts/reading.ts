import type { WecomClient } from "../wecom";
import { getExternalContact, type WecomExternalContact, type WecomFollowInfo, type WecomFollowUser } from "../wecom";
import type { Reading } from "./store-readings";

function shared(contact: WecomExternalContact, follow: WecomFollowInfo | WecomFollowUser) {
  return {
    contact,
    userid: follow.userid,
    remark: follow.remark,
    description: follow.description,
    remarkCorpName: follow.remark_corp_name ?? null,
    remarkMobiles: follow.remark_mobiles ?? [],
    addWay: follow.add_way ?? null,
    operUserid: follow.oper_userid ?? null,
    state: follow.state ?? null,
    followedAt: new Date(follow.createtime * 1_000),
  };
}

/** A row of the batch call: corp tags as ids, the member's own tags not told. */
export function readingOfBatchRow(contact: WecomExternalContact, follow: WecomFollowInfo): Reading {
  return { ...shared(contact, follow), tagIds: [...new Set(follow.tag_id ?? [])], personalTags: null };
}

/** A follower of the single call: the member's own tags (type 2) have no id. */
export function readingOfFollower(contact: WecomExternalContact, follower: WecomFollowUser): Reading {
  const tags = follower.tags ?? [];
  return {
    ...shared(contact, follower),
    tagIds: [...new Set(tags.flatMap((tag) => (tag.tag_id ? [tag.tag_id] : [])))],
    personalTags: tags.filter((tag) => tag.type === 2).map((tag) => tag.tag_name),
  };
}

/** @throws {WecomError} with verdict relation_gone when nobody visible has this customer any more. */
export async function readCustomer(wecom: WecomClient, externalUserid: string): Promise<Reading[]> {
  const { contact, followers } = await getExternalContact(wecom, externalUserid);
  return followers.map((follower) => readingOfFollower(contact, follower));
}
