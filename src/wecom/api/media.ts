import { z } from "zod";
import type { WecomClient } from "../client";

export type MediaType = "image" | "voice" | "video" | "file";

export interface MediaFile {
  /** Shown to recipients. */
  filename: string;
  contentType: string;
  bytes: Uint8Array<ArrayBuffer>;
}

// `created_at` is text on one page and a number on another.
const Uploaded = z.looseObject({ media_id: z.string().min(1), created_at: z.coerce.number() });
const ImageUploaded = z.looseObject({ url: z.string().min(1) });

const LIFE_MS = 3 * 86_400_000;

/**
 * A `media_id` for app messages, 企业群发, welcome messages and the client; dead after three days, so keep the original
 * and upload again when a task is created later.
 *
 * @see https://developer.work.weixin.qq.com/document/path/90253
 */
export async function uploadMedia(
  wecom: WecomClient,
  type: MediaType,
  file: MediaFile,
): Promise<{ mediaId: string; expiresAt: Date }> {
  const answer = await wecom.call({
    method: "POST",
    path: "media/upload",
    query: { type },
    body: formOf(file),
    schema: Uploaded,
    retry: "safe",
  });
  return { mediaId: answer.media_id, expiresAt: new Date(answer.created_at * 1_000 + LIFE_MS) };
}

/** A permanent address for `pic_url` in 企业群发 and welcome messages; 1000 a day per corp. @see …/document/path/90256 */
export async function uploadImage(wecom: WecomClient, file: MediaFile): Promise<string> {
  const answer = await wecom.call({
    method: "POST",
    path: "media/uploadimg",
    body: formOf(file),
    schema: ImageUploaded,
    retry: "safe",
  });
  return answer.url;
}

function formOf(file: MediaFile): FormData {
  const form = new FormData();
  form.append("media", new Blob([file.bytes], { type: file.contentType }), file.filename);
  return form;
}
