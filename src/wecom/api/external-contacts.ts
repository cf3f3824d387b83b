import { z } from "zod";
import type { WecomClient } from "../client";
import { WecomError } from "../errors";

const ExternalContact = z.looseObject({
  external_userid: z.string(),
  name: z.string().default(""),
  avatar: z.string().nullish(),
  type: z.number().default(1),
  gender: z.number().default(0),
  unionid: z.string().nullish(),
  position: z.string().nullish(),
  corp_name: z.string().nullish(),
  corp_full_name: z.string().nullish(),
});
export type WecomExternalContact = z.output<typeof ExternalContact>;

const follow = {
  userid: z.string(),
  remark: z.string().default(""),
  description: z.string().default(""),
  /** Unix seconds. */
  createtime: z.number(),
  remark_corp_name: z.string().nullish(),
  remark_mobiles: z.array(z.string()).nullish(),
  oper_userid: z.string().nullish(),
  add_way: z.number().nullish(),
  state: z.string().nullish(),
};
/** `type`: 1 corp tag, 2 the member's own (no tag_id), 3 strategy tag. */
const FollowTag = z.looseObject({ tag_name: z.string().default(""), tag_id: z.string().nullish(), type: z.number() });
const FollowUser = z.looseObject({ ...follow, tags: z.array(FollowTag).nullish() });
const FollowInfo = z.looseObject({ ...follow, tag_id: z.array(z.string()).nullish() });
export type WecomFollowUser = z.output<typeof FollowUser>;
export type WecomFollowInfo = z.output<typeof FollowInfo>;

const Detail = z.looseObject({
  external_contact: ExternalContact,
  follow_user: z.array(FollowUser).default([]),
  next_cursor: z.string().nullish(),
});

/**
 * A customer with every visible follower; followers beyond 500 come in further pages. A customer who deleted the member
 * stays readable; 84061 when no visible relation is left, or only half ones.
 *
 * @see https://developer.work.weixin.qq.com/document/path/92114
 */
export async function getExternalContact(
  wecom: WecomClient,
  externalUserid: string,
): Promise<{ contact: WecomExternalContact; followers: WecomFollowUser[] }> {
  const followers: WecomFollowUser[] = [];
  for (let cursor: string | undefined; ; ) {
    const answer = await wecom.call({
      method: "GET",
      path: "externalcontact/get",
      query: { external_userid: externalUserid, cursor },
      schema: Detail,
      retry: "safe",
    });
    followers.push(...answer.follow_user);
    cursor = answer.next_cursor || undefined;
    if (!cursor) return { contact: answer.external_contact, followers };
  }
}

/** A member without customers answers 84061: an empty list. @see https://developer.work.weixin.qq.com/document/path/92113 */
export async function listExternalUserids(wecom: WecomClient, userid: string): Promise<string[]> {
  try {
    const answer = await wecom.call({
      method: "GET",
      path: "externalcontact/list",
      query: { userid },
      schema: z.looseObject({ external_userid: z.array(z.string()).default([]) }),
      retry: "safe",
    });
    return answer.external_userid;
  } catch (error) {
    if (error instanceof WecomError && error.errcode === 84061) return [];
    throw error;
  }
}

const Batch = z.looseObject({
  external_contact_list: z
    .array(z.looseObject({ external_contact: ExternalContact, follow_info: FollowInfo }))
    .nullish()
    .transform((list) => list ?? []),
  next_cursor: z.string().nullish(),
});

/** One row per customer and member. @see https://developer.work.weixin.qq.com/document/path/92994 */
export async function batchGetByUser(
  wecom: WecomClient,
  input: { userids: string[]; cursor?: string | undefined },
): Promise<{ rows: { contact: WecomExternalContact; follow: WecomFollowInfo }[]; nextCursor: string | undefined }> {
  try {
    const answer = await wecom.call({
      method: "POST",
      path: "externalcontact/batch/get_by_user",
      body: { userid_list: input.userids, cursor: input.cursor ?? "", limit: 100 },
      schema: Batch,
      retry: "safe",
    });
    const rows = answer.external_contact_list.map((row) => ({
      contact: row.external_contact,
      follow: row.follow_info,
    }));
    return { rows, nextCursor: answer.next_cursor || undefined };
  } catch (error) {
    // Members without a single customer, as for externalcontact/list.
    if (error instanceof WecomError && error.errcode === 84061) return { rows: [], nextCursor: undefined };
    throw error;
  }
}

export interface RemarkInput {
  userid: string;
  externalUserid: string;
  /** At most 20 characters. */
  remark?: string;
  /** At most 150 characters. */
  description?: string;
  /** Replaces the list. */
  mobiles?: string[];
}

/** No callback follows. @see https://developer.work.weixin.qq.com/document/path/92115 */
export async function remarkExternalContact(wecom: WecomClient, input: RemarkInput): Promise<void> {
  await wecom.call({
    method: "POST",
    path: "externalcontact/remark",
    body: {
      userid: input.userid,
      external_userid: input.externalUserid,
      remark: input.remark,
      description: input.description,
      // One empty string clears the list.
      remark_mobiles: input.mobiles?.length === 0 ? [""] : input.mobiles,
    },
    schema: z.looseObject({}),
    retry: "safe",
  });
}
