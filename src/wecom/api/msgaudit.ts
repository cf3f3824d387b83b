import { z } from "zod";
import type { WecomClient } from "../client";

/** Office, service, enterprise edition of the archive. */
export type ArchiveEdition = 1 | 2 | 3;

/** WeCom's limit of pairs a call. */
const PAIRS = 100;

/**
 * Members whose conversations are archived, departments and tags expanded, members over quota left out.
 *
 * @see https://developer.work.weixin.qq.com/document/path/91614
 */
export async function listArchivedMembers(wecom: WecomClient, edition?: ArchiveEdition): Promise<string[]> {
  const answer = await wecom.call({
    method: "POST",
    path: "msgaudit/get_permit_user_list",
    body: edition ? { type: edition } : {},
    schema: z.looseObject({ ids: z.array(z.string()).default([]) }),
    secret: "archive",
    retry: "safe",
  });
  return answer.ids;
}

/** `Default_Agree` is known from older texts; others may come. */
export type AgreeStatus = "Agree" | "Disagree" | "Default_Agree" | (string & {});

export interface Consent {
  /** Missing for rooms: there consent is the customer's alone. */
  userid?: string;
  externalUserid: string;
  status: AgreeStatus;
  /** Null when WeCom gives none. */
  changedAt: Date | null;
}

const Agreement = z.looseObject({
  userid: z.string().optional(),
  /** WeCom's own spelling. */
  exteranalopenid: z.string(),
  agree_status: z.string(),
  status_change_time: z.coerce.number().optional(),
});

/**
 * Whether customers agreed to be archived with these members; without consent their side is not archived. Asked in
 * portions of 100.
 *
 * @see https://developer.work.weixin.qq.com/document/path/91782
 */
export async function checkConsent(
  wecom: WecomClient,
  pairs: { userid: string; externalUserid: string }[],
): Promise<Consent[]> {
  const consents: Consent[] = [];
  for (let from = 0; from < pairs.length; from += PAIRS) {
    const info = pairs
      .slice(from, from + PAIRS)
      .map((pair) => ({ userid: pair.userid, exteranalopenid: pair.externalUserid }));
    const answer = await wecom.call({
      method: "POST",
      path: "msgaudit/check_single_agree",
      body: { info },
      schema: z.looseObject({ agreeinfo: z.array(Agreement).default([]) }),
      secret: "archive",
      retry: "safe",
    });
    consents.push(...answer.agreeinfo.map(readConsent));
  }
  return consents;
}

/** Consent of the customers in a room. @see https://developer.work.weixin.qq.com/document/path/91782 */
export async function checkRoomConsent(wecom: WecomClient, roomId: string): Promise<Consent[]> {
  const answer = await wecom.call({
    method: "POST",
    path: "msgaudit/check_room_agree",
    body: { roomid: roomId },
    schema: z.looseObject({ agreeinfo: z.array(Agreement).default([]) }),
    secret: "archive",
    retry: "safe",
  });
  return answer.agreeinfo.map(readConsent);
}

function readConsent(agreement: z.output<typeof Agreement>): Consent {
  const { userid, exteranalopenid, agree_status, status_change_time } = agreement;
  return {
    ...(userid && { userid }),
    externalUserid: exteranalopenid,
    status: agree_status,
    changedAt: status_change_time ? new Date(status_change_time * 1_000) : null,
  };
}

const Room = z.looseObject({
  roomname: z.string().default(""),
  creator: z.string().default(""),
  room_create_time: z.coerce.number().optional(),
  notice: z.string().default(""),
  members: z.array(z.looseObject({ memberid: z.string(), jointime: z.coerce.number().optional() })).default([]),
});

export interface InternalRoom {
  name: string;
  creator: string;
  createdAt: Date | null;
  notice: string;
  members: string[];
}

/** Rooms of colleagues only; rooms with customers are read by `externalcontact/groupchat/get`. @see https://developer.work.weixin.qq.com/document/path/92951 */
export async function getInternalRoom(wecom: WecomClient, roomId: string): Promise<InternalRoom> {
  const room = await wecom.call({
    method: "POST",
    path: "msgaudit/groupchat/get",
    body: { roomid: roomId },
    schema: Room,
    secret: "archive",
    retry: "safe",
  });
  return {
    name: room.roomname,
    creator: room.creator,
    createdAt: room.room_create_time ? new Date(room.room_create_time * 1_000) : null,
    notice: room.notice,
    members: room.members.map((member) => member.memberid),
  };
}

/** A robot (`wb…`) that speaks in archived rooms. */
export async function getRobot(wecom: WecomClient, robotId: string): Promise<{ name: string; creator: string }> {
  const answer = await wecom.call({
    method: "GET",
    path: "msgaudit/get_robot_info",
    query: { robot_id: robotId },
    schema: z.looseObject({
      data: z.looseObject({ name: z.string().default(""), creator_userid: z.string().default("") }),
    }),
    secret: "archive",
    retry: "safe",
  });
  return { name: answer.data.name, creator: answer.data.creator_userid };
}
