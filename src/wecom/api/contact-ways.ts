import { z } from "zod";
import type { WecomClient } from "../client";

const QR_TIMEOUT_MS = 10_000;
const QR_MAX_BYTES = 2 * 1024 * 1024;
const PAGE_GUARD = 1_000;

/** What of a 「联系我」 can be changed later. The lists replace those of before. */
export interface ContactWayFields {
  /** At most 30 characters; shown in no client. */
  remark: string;
  /** Whether customers are added without the member's confirmation. */
  skipVerify: boolean;
  /** Comes back as `State` with the customer; at most 30 characters. */
  state: string;
  /** Visible members with 客户联系功能; at most 100 with those of the departments (41041). */
  userids: string[];
  departmentIds: number[];
}

const wireOf = (fields: ContactWayFields) => ({
  remark: fields.remark,
  skip_verify: fields.skipVerify,
  state: fields.state,
  user: fields.userids,
  party: fields.departmentIds,
});

const Added = z.looseObject({ config_id: z.string().min(1), qr_code: z.string().default("") });

/**
 * Makes a QR code that leads to one of several members. There is no idempotency key, so it is never repeated here: whoever
 * loses the answer looks for the state with {@link listContactWays} and {@link getContactWay}.
 *
 * @throws {WecomError} 41041 too many members, 41045 the corp's 500 000 codes are used up.
 * @see https://developer.work.weixin.qq.com/document/path/92228
 */
export async function addContactWay(
  wecom: WecomClient,
  fields: ContactWayFields,
): Promise<{ configId: string; qrCode: string }> {
  const answer = await wecom.call({
    method: "POST",
    path: "externalcontact/add_contact_way",
    body: { type: 2, scene: 2, ...wireOf(fields) },
    schema: Added,
    retry: "never",
  });
  return { configId: answer.config_id, qrCode: answer.qr_code };
}

const ContactWay = z.looseObject({
  config_id: z.string(),
  remark: z.string().default(""),
  skip_verify: z.boolean().default(true),
  state: z.string().default(""),
  qr_code: z.string().nullish(),
  user: z.array(z.string()).nullish(),
  party: z.array(z.number()).nullish(),
});

export interface WecomContactWay extends ContactWayFields {
  configId: string;
  qrCode: string;
}

/** @throws {WecomError} 41044 when there is none of that id (any more). */
export async function getContactWay(wecom: WecomClient, configId: string): Promise<WecomContactWay> {
  const { contact_way: way } = await wecom.call({
    method: "POST",
    path: "externalcontact/get_contact_way",
    body: { config_id: configId },
    schema: z.looseObject({ contact_way: ContactWay }),
    retry: "safe",
  });
  return {
    configId: way.config_id,
    qrCode: way.qr_code ?? "",
    remark: way.remark,
    skipVerify: way.skip_verify,
    state: way.state,
    userids: way.user ?? [],
    departmentIds: way.party ?? [],
  };
}

/** Ids of the ways that this app made in the window. */
export async function listContactWays(wecom: WecomClient, window: { from: Date; to: Date }): Promise<string[]> {
  const found: string[] = [];
  let cursor = "";
  for (let page = 0; page < PAGE_GUARD; page += 1) {
    const answer = await wecom.call({
      method: "POST",
      path: "externalcontact/list_contact_way",
      body: {
        start_time: Math.floor(window.from.getTime() / 1_000),
        end_time: Math.ceil(window.to.getTime() / 1_000),
        limit: 1_000,
        ...(cursor && { cursor }),
      },
      schema: z.looseObject({
        contact_way: z.array(z.looseObject({ config_id: z.string() })).default([]),
        next_cursor: z.string().nullish(),
      }),
      retry: "safe",
    });
    found.push(...answer.contact_way.map((way) => way.config_id));
    if (!answer.next_cursor) return found;
    cursor = answer.next_cursor;
  }
  throw new Error("paging did not end");
}

/** The same change twice is one change. */
export async function updateContactWay(wecom: WecomClient, configId: string, fields: ContactWayFields): Promise<void> {
  await wecom.call({
    method: "POST",
    path: "externalcontact/update_contact_way",
    body: { config_id: configId, ...wireOf(fields) },
    schema: z.looseObject({}),
    retry: "safe",
  });
}

/** The printed code leads nowhere from then on. @throws {WecomError} 41044 when it is gone already. */
export async function deleteContactWay(wecom: WecomClient, configId: string): Promise<void> {
  await wecom.call({
    method: "POST",
    path: "externalcontact/del_contact_way",
    body: { config_id: configId },
    schema: z.looseObject({}),
    retry: "safe",
  });
}

/** The picture behind `qrCode`; null when it cannot be had. */
export async function fetchQrPicture(url: string): Promise<{ contentType: string; bytes: Buffer } | null> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(QR_TIMEOUT_MS) }).catch(() => null);
  const contentType = answer?.headers.get("content-type") ?? "";
  if (!answer?.ok || !contentType.startsWith("image/")) return null;
  const bytes = Buffer.from(await answer.arrayBuffer());
  return bytes.length > QR_MAX_BYTES ? null : { contentType, bytes };
}
