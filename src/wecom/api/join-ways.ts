import { z } from "zod";
import type { WecomClient } from "../client";

/** A code for joining customer groups. An update overwrites everything. */
export interface JoinWayFields {
  remark: string;
  /** At most 5; customers go to the first that has room. */
  chatIds: string[];
  /** Whether WeCom opens a new group when all are full, and what it calls it. */
  autoCreateRoom: boolean;
  roomBaseName: string;
  roomBaseId: number;
  /** At most 30 characters; comes back as `state` of the group's member. */
  state: string;
}

const wireOf = (fields: JoinWayFields) => ({
  scene: 2,
  remark: fields.remark,
  auto_create_room: fields.autoCreateRoom ? 1 : 0,
  room_base_name: fields.roomBaseName,
  room_base_id: fields.roomBaseId,
  chat_id_list: fields.chatIds,
  state: fields.state,
});

/**
 * Makes the code; its picture comes from {@link getJoinWay} alone. WeCom lists no join ways, so a lost answer stays lost and
 * the call is never repeated here.
 *
 * @see https://developer.work.weixin.qq.com/document/path/92229
 */
export async function addJoinWay(wecom: WecomClient, fields: JoinWayFields): Promise<string> {
  const answer = await wecom.call({
    method: "POST",
    path: "externalcontact/groupchat/add_join_way",
    body: wireOf(fields),
    schema: z.looseObject({ config_id: z.string().min(1) }),
    retry: "never",
  });
  return answer.config_id;
}

const JoinWay = z.looseObject({
  config_id: z.string(),
  remark: z.string().default(""),
  auto_create_room: z.number().default(1),
  room_base_name: z.string().default(""),
  room_base_id: z.number().default(0),
  chat_id_list: z.array(z.string()).nullish(),
  qr_code: z.string().nullish(),
  state: z.string().default(""),
});

export async function getJoinWay(
  wecom: WecomClient,
  configId: string,
): Promise<JoinWayFields & { configId: string; qrCode: string }> {
  const { join_way: way } = await wecom.call({
    method: "POST",
    path: "externalcontact/groupchat/get_join_way",
    body: { config_id: configId },
    schema: z.looseObject({ join_way: JoinWay }),
    retry: "safe",
  });
  return {
    configId: way.config_id,
    qrCode: way.qr_code ?? "",
    remark: way.remark,
    chatIds: way.chat_id_list ?? [],
    autoCreateRoom: way.auto_create_room === 1,
    roomBaseName: way.room_base_name,
    roomBaseId: way.room_base_id,
    state: way.state,
  };
}

export async function updateJoinWay(wecom: WecomClient, configId: string, fields: JoinWayFields): Promise<void> {
  await wecom.call({
    method: "POST",
    path: "externalcontact/groupchat/update_join_way",
    body: { config_id: configId, ...wireOf(fields) },
    schema: z.looseObject({}),
    retry: "safe",
  });
}

export async function deleteJoinWay(wecom: WecomClient, configId: string): Promise<void> {
  await wecom.call({
    method: "POST",
    path: "externalcontact/groupchat/del_join_way",
    body: { config_id: configId },
    schema: z.looseObject({}),
    retry: "safe",
  });
}
