import { z } from "zod";
import type { WecomClient } from "../client";

const Listed = z.looseObject({ chat_id: z.string(), status: z.number().default(0) });

/**
 * One page of the customer groups of up to 100 owners. Without owners a corp with more than 1000 members is refused.
 *
 * @see https://developer.work.weixin.qq.com/document/path/92120
 */
export async function listGroupChats(
  wecom: WecomClient,
  input: { owners: string[]; cursor?: string | undefined },
): Promise<{ chatIds: string[]; nextCursor: string | undefined }> {
  const answer = await wecom.call({
    method: "POST",
    path: "externalcontact/groupchat/list",
    body: { owner_filter: { userid_list: input.owners }, cursor: input.cursor ?? "", limit: 1_000 },
    schema: z.looseObject({ group_chat_list: z.array(Listed).default([]), next_cursor: z.string().nullish() }),
    retry: "safe",
  });
  return { chatIds: answer.group_chat_list.map((chat) => chat.chat_id), nextCursor: answer.next_cursor || undefined };
}

const GroupMember = z.looseObject({
  /** userid (type 1) or external_userid (type 2). */
  userid: z.string(),
  type: z.number(),
  /** Unix seconds. */
  join_time: z.number().nullish(),
  join_scene: z.number().nullish(),
  invitor: z.looseObject({ userid: z.string().optional() }).nullish(),
  name: z.string().nullish(),
  group_nickname: z.string().nullish(),
  state: z.string().nullish(),
});
const GroupChat = z.looseObject({
  chat_id: z.string(),
  name: z.string().default(""),
  owner: z.string(),
  create_time: z.number().nullish(),
  notice: z.string().nullish(),
  member_list: z.array(GroupMember).default([]),
  member_version: z.string().nullish(),
});
export type WecomGroupChat = z.output<typeof GroupChat>;

const SETTLE_MS = 2_000;

/** Real time from which `groupchat/get` shows what an event that came just now was about. */
export function groupDetailsSettleAt(): Date {
  return new Date(Date.now() + SETTLE_MS);
}

/** May lag an event by about 2 s. @see https://developer.work.weixin.qq.com/document/path/92122 */
export async function getGroupChat(wecom: WecomClient, chatId: string): Promise<WecomGroupChat> {
  const answer = await wecom.call({
    method: "POST",
    path: "externalcontact/groupchat/get",
    body: { chat_id: chatId, need_name: 1 },
    schema: z.looseObject({ group_chat: GroupChat }),
    retry: "safe",
  });
  return answer.group_chat;
}
