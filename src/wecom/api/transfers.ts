import { z } from "zod";
import type { WecomClient } from "../client";

/** on_job: the giver stays (在职继承); resigned: the giver has left (离职继承). */
export type TransferKind = "on_job" | "resigned";

const transferPaths = {
  on_job: { start: "externalcontact/transfer_customer", result: "externalcontact/transfer_result" },
  resigned: { start: "externalcontact/resigned/transfer_customer", result: "externalcontact/resigned/transfer_result" },
} as const;
const groupPaths = {
  on_job: "externalcontact/groupchat/onjob_transfer",
  resigned: "externalcontact/groupchat/transfer",
} as const;

const Started = z.looseObject({
  customer: z.array(z.looseObject({ external_userid: z.string(), errcode: z.number() })).default([]),
});

export interface TransferStart {
  kind: TransferKind;
  handoverUserid: string;
  takeoverUserid: string;
  /** 1 to 100. */
  externalUserids: string[];
  /** On the job only, at most 200 characters; WeCom's own words when absent. */
  message?: string | undefined;
}

/**
 * Asks WeCom to give customers of one member to another. Errcode 0 of a customer means started: WeCom carries it out after
 * 24 hours unless the customer refuses. There is no idempotency key, so the call is never repeated here: whoever loses the
 * answer asks {@link getTransferResults}. Several calls for one resigned member at a time: 45035.
 *
 * @returns external_userid → errcode.
 * @see https://developer.work.weixin.qq.com/document/path/92125 and 94081 (resigned)
 */
export async function startCustomerTransfer(wecom: WecomClient, input: TransferStart): Promise<Map<string, number>> {
  const answer = await wecom.call({
    method: "POST",
    path: transferPaths[input.kind].start,
    body: {
      handover_userid: input.handoverUserid,
      takeover_userid: input.takeoverUserid,
      external_userid: input.externalUserids,
      ...(input.kind === "on_job" && input.message && { transfer_success_msg: input.message }),
    },
    schema: Started,
    retry: "never",
  });
  return new Map(answer.customer.map((row) => [row.external_userid, row.errcode]));
}

/** @see https://developer.work.weixin.qq.com/document/path/94088 */
export const transferResults = { 1: "done", 2: "waiting", 3: "refused", 4: "taker_full" } as const;
export type TransferResultState = (typeof transferResults)[keyof typeof transferResults];

const Results = z.looseObject({
  customer: z
    .array(
      z.looseObject({
        external_userid: z.string(),
        status: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
        takeover_time: z.number().nullish(),
      }),
    )
    .default([]),
  next_cursor: z.string().nullish(),
});

export interface TransferResult {
  externalUserid: string;
  state: TransferResultState;
  /** When it was, or will be, carried out; null where WeCom names no time, as for a refusal. */
  takeoverAt: Date | null;
}

/** Every transfer between the two that WeCom still knows, as WeCom orders them; one customer may come several times. */
export async function getTransferResults(
  wecom: WecomClient,
  pair: { kind: TransferKind; handoverUserid: string; takeoverUserid: string },
): Promise<TransferResult[]> {
  const found: TransferResult[] = [];
  for (let cursor = ""; ; ) {
    const answer = await wecom.call({
      method: "POST",
      path: transferPaths[pair.kind].result,
      body: { handover_userid: pair.handoverUserid, takeover_userid: pair.takeoverUserid, ...(cursor && { cursor }) },
      schema: Results,
      retry: "safe",
    });
    for (const row of answer.customer) {
      found.push({
        externalUserid: row.external_userid,
        state: transferResults[row.status],
        takeoverAt: row.takeover_time ? new Date(row.takeover_time * 1_000) : null,
      });
    }
    cursor = answer.next_cursor ?? "";
    if (!cursor) return found;
  }
}

const Unassigned = z.looseObject({
  info: z
    .array(z.looseObject({ handover_userid: z.string(), external_userid: z.string(), dimission_time: z.number() }))
    .nullish(),
  is_last: z.boolean().nullish(),
  next_cursor: z.string().nullish(),
});

export interface UnassignedCustomer {
  handoverUserid: string;
  externalUserid: string;
  leftAt: Date;
}

/** One page of the customers of members who have left and whom nobody has taken over. @see https://developer.work.weixin.qq.com/document/path/92124 */
export async function listUnassigned(
  wecom: WecomClient,
  cursor: string,
): Promise<{ rows: UnassignedCustomer[]; nextCursor: string }> {
  const answer = await wecom.call({
    method: "POST",
    path: "externalcontact/get_unassigned_list",
    body: { page_size: 1_000, ...(cursor && { cursor }) },
    schema: Unassigned,
    retry: "safe",
  });
  return {
    rows: (answer.info ?? []).map((row) => ({
      handoverUserid: row.handover_userid,
      externalUserid: row.external_userid,
      leftAt: new Date(row.dimission_time * 1_000),
    })),
    nextCursor: answer.is_last ? "" : (answer.next_cursor ?? ""),
  };
}

const GroupsMoved = z.looseObject({
  failed_chat_list: z.array(z.looseObject({ chat_id: z.string(), errcode: z.number() })).nullish(),
});

/**
 * Gives customer groups to a new owner; takes effect at once as far as WeCom says. Never repeated here either: whoever
 * loses the answer reads the group's owner.
 *
 * @returns chat_id → errcode of those that WeCom did not move.
 * @see https://developer.work.weixin.qq.com/document/path/95703 and 92127 (the owner has left)
 */
export async function transferGroupChats(
  wecom: WecomClient,
  input: { kind: TransferKind; chatIds: string[]; newOwner: string },
): Promise<Map<string, number>> {
  const answer = await wecom.call({
    method: "POST",
    path: groupPaths[input.kind],
    body: { chat_id_list: input.chatIds, new_owner: input.newOwner },
    schema: GroupsMoved,
    retry: "never",
  });
  return new Map((answer.failed_chat_list ?? []).map((row) => [row.chat_id, row.errcode]));
}
