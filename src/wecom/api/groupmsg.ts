import { z } from "zod";
import type { WecomClient } from "../client";

/** One attachment of 企业群发 or a welcome message; the inner key equals `msgtype`. Limits are in UTF-8 bytes. */
export type WecomAttachment =
  | { msgtype: "image"; image: { media_id: string } | { pic_url: string } }
  | { msgtype: "link"; link: { title: string; url: string; desc?: string; picurl?: string } }
  | { msgtype: "miniprogram"; miniprogram: { title: string; pic_media_id: string; appid: string; page: string } }
  | { msgtype: "video"; video: { media_id: string } }
  | { msgtype: "file"; file: { media_id: string } };

export interface MsgTemplate {
  /** The member who shall press send. */
  sender: string;
  /** At most 10 000. */
  externalUserids: string[];
  /** At most 4000 bytes; may be empty when there are attachments. */
  text: string;
  attachments: WecomAttachment[];
}

const Created = z.looseObject({ msgid: z.string().default(""), fail_list: z.array(z.string()).default([]) });

/**
 * Makes a 企业群发 task. Nothing reaches a customer before the member confirms. There is no idempotency key, so the call
 * is never repeated here: whoever loses the answer asks {@link listGroupMsgs}.
 *
 * @see https://developer.work.weixin.qq.com/document/path/92135
 */
export async function addMsgTemplate(
  wecom: WecomClient,
  template: MsgTemplate,
): Promise<{ msgid: string; failList: string[] }> {
  const answer = await wecom.call({
    method: "POST",
    path: "externalcontact/add_msg_template",
    body: {
      chat_type: "single",
      external_userid: template.externalUserids,
      sender: template.sender,
      ...(template.text && { text: { content: template.text } }),
      ...(template.attachments.length > 0 && { attachments: template.attachments }),
    },
    schema: Created,
    retry: "never",
  });
  return { msgid: answer.msgid, failList: answer.fail_list };
}

const Attachment = z.looseObject({
  msgtype: z.string(),
  link: z.looseObject({ url: z.string().default("") }).optional(),
});
const GroupMsg = z.looseObject({
  msgid: z.string(),
  creator: z.string().optional(),
  create_time: z.coerce.number(),
  create_type: z.coerce.number(),
  text: z.looseObject({ content: z.string().default("") }).optional(),
  attachments: z.array(Attachment).optional(),
});
const List = z.looseObject({ next_cursor: z.string().optional(), group_msg_list: z.array(GroupMsg).default([]) });

export interface GroupMsgSummary {
  msgid: string;
  createdAt: Date;
  text: string;
  /** msgtype of each attachment, and the address of a link. */
  attachments: { msgtype: string; url?: string }[];
}

const LIST_LIMIT = 100;
const PAGE_GUARD = 1_000;

/**
 * Every task that the corp made within the window (at most one month), whichever member is to send it.
 *
 * @see https://developer.work.weixin.qq.com/document/path/93338
 */
export async function listGroupMsgs(wecom: WecomClient, window: { from: Date; to: Date }): Promise<GroupMsgSummary[]> {
  const body = {
    chat_type: "single",
    start_time: Math.floor(window.from.getTime() / 1_000),
    end_time: Math.ceil(window.to.getTime() / 1_000),
    filter_type: 0,
    limit: LIST_LIMIT,
  };
  const found = await pages(async (cursor) => {
    const answer = await wecom.call({
      method: "POST",
      path: "externalcontact/get_groupmsg_list_v2",
      body: { ...body, ...(cursor && { cursor }) },
      schema: List,
      retry: "safe",
    });
    return { rows: answer.group_msg_list, next: answer.next_cursor };
  });
  return found.map((row) => ({
    msgid: row.msgid,
    createdAt: new Date(row.create_time * 1_000),
    text: row.text?.content ?? "",
    attachments: (row.attachments ?? []).map((attachment) => ({
      msgtype: attachment.msgtype,
      ...(attachment.link && { url: attachment.link.url }),
    })),
  }));
}

const Tasks = z.looseObject({
  next_cursor: z.string().optional(),
  task_list: z
    .array(z.looseObject({ userid: z.string(), status: z.coerce.number(), send_time: z.coerce.number().optional() }))
    .default([]),
});

/** Members who shall send; `sent` once the member has pressed the button. Right after creation: 41063, ask again. */
export async function getGroupMsgTask(wecom: WecomClient, msgid: string): Promise<{ userid: string; sent: boolean }[]> {
  const found = await pages(async (cursor) => {
    const answer = await wecom.call({
      method: "POST",
      path: "externalcontact/get_groupmsg_task",
      body: { msgid, limit: 1_000, ...(cursor && { cursor }) },
      schema: Tasks,
      retry: "never",
    });
    return { rows: answer.task_list, next: answer.next_cursor };
  });
  return found.map((row) => ({ userid: row.userid, sent: row.status === 2 }));
}

/** What became of one recipient. @see https://developer.work.weixin.qq.com/document/path/93338 */
export const sendResults = { 0: "unsent", 1: "sent", 2: "not_friend", 3: "quota_reached" } as const;
export type SendResult = (typeof sendResults)[keyof typeof sendResults];

const Results = z.looseObject({
  next_cursor: z.string().optional(),
  send_list: z
    .array(
      z.looseObject({
        external_userid: z.string().optional(),
        status: z.coerce.number(),
        send_time: z.coerce.number().optional(),
      }),
    )
    .default([]),
});

export interface RecipientResult {
  externalUserid: string;
  /** `undefined` for a status this version does not know. */
  result: SendResult | undefined;
  sentAt: Date | null;
}

/** The recipients of one member's task. */
export async function getGroupMsgSendResult(
  wecom: WecomClient,
  input: { msgid: string; userid: string },
): Promise<RecipientResult[]> {
  const found = await pages(async (cursor) => {
    const answer = await wecom.call({
      method: "POST",
      path: "externalcontact/get_groupmsg_send_result",
      body: { msgid: input.msgid, userid: input.userid, limit: 1_000, ...(cursor && { cursor }) },
      schema: Results,
      retry: "never",
    });
    return { rows: answer.send_list, next: answer.next_cursor };
  });
  return found.flatMap((row) => {
    if (!row.external_userid) return [];
    const result = (sendResults as Record<number, SendResult | undefined>)[row.status];
    const sentAt = row.send_time === undefined ? null : new Date(row.send_time * 1_000);
    return [{ externalUserid: row.external_userid, result, sentAt }];
  });
}

/** Sends the member the notice again; three times in 24 hours (41094 beyond). @see …/document/path/97610 */
export async function remindGroupMsgSend(wecom: WecomClient, msgid: string): Promise<void> {
  await wecom.call({
    method: "POST",
    path: "externalcontact/remind_groupmsg_send",
    body: { msgid },
    schema: z.looseObject({}),
    retry: "never",
  });
}

/** Stops what members have not sent yet; what was sent stays. Doing it again is harmless. @see …/document/path/97611 */
export async function cancelGroupMsgSend(wecom: WecomClient, msgid: string): Promise<void> {
  await wecom.call({
    method: "POST",
    path: "externalcontact/cancel_groupmsg_send",
    body: { msgid },
    schema: z.looseObject({}),
    retry: "safe",
  });
}

/** Follows next_cursor to its end; a cursor that never ends is a fault of the other side. */
async function pages<T>(ask: (cursor: string) => Promise<{ rows: T[]; next: string | undefined }>): Promise<T[]> {
  const found: T[] = [];
  let cursor = "";
  for (let page = 0; page < PAGE_GUARD; page += 1) {
    const answer = await ask(cursor);
    found.push(...answer.rows);
    if (!answer.next) return found;
    cursor = answer.next;
  }
  throw new Error("paging did not end");
}
