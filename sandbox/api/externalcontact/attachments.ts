import { liveMedia, type MediaSource } from "../../world/media";
import type { Attachment } from "../../world/outreach";
import type { World } from "../../world/world";
import { WecomFault } from "../fault";
import { entryOf, type Fields } from "../fields";

const MAX_ATTACHMENTS = 9;
const MAX_TEXT_BYTES = 4000;

export function requireMedia(world: World, mediaId: string, sources: MediaSource[], type?: string): void {
  const media = liveMedia(world, mediaId);
  if (!media || media.source === "image-url") throw new WecomFault(40007);
  const scenes: MediaSource[] = ["moment", "album"];
  if (scenes.includes(media.source) && sources.some((source) => scenes.includes(source) && source !== media.source)) {
    throw new WecomFault(41072, "the attachment was uploaded for another scene");
  }
  if (!sources.includes(media.source)) throw new WecomFault(40007, "media_id comes from another upload call");
  if (type !== undefined && media.type !== type) throw new WecomFault(40007, "media_id is of another type");
}

function image(world: World, fields: Fields): void {
  const mediaId = fields.optionalText("media_id");
  const url = fields.optionalText("pic_url");
  if (mediaId) {
    requireMedia(world, mediaId, ["upload"], "image");
    return;
  }
  if (!url) throw new WecomFault(40063, "image needs media_id or pic_url");
  const id = /\/_media\/(\w+)$/.exec(url)?.[1];
  if (id === undefined || liveMedia(world, id)?.source !== "image-url") {
    throw new WecomFault(40058, "pic_url is not from media/uploadimg");
  }
}

function link(_: World, fields: Fields): void {
  fields.text("title", { maxBytes: 128, tooLong: 45002 });
  fields.text("url", { maxBytes: 2048, tooLong: 45002 });
  fields.optionalText("desc", { maxBytes: 512, tooLong: 45002 });
  fields.optionalText("picurl", { maxBytes: 2048, tooLong: 45002 });
}

function miniprogram(world: World, fields: Fields): void {
  fields.text("title", { maxBytes: 64, tooLong: 45002 });
  requireMedia(world, fields.text("pic_media_id", { missing: 40007 }), ["upload"]);
  fields.text("appid");
  fields.text("page");
}

export const file =
  (type: string, sources: MediaSource[]) =>
  (world: World, fields: Fields): void =>
    requireMedia(world, fields.text("media_id", { missing: 40007 }), sources, type);

export const KINDS: Record<string, (world: World, fields: Fields) => void> = {
  image,
  link,
  miniprogram,
  video: file("video", ["upload"]),
  file: file("file", ["upload"]),
};

function attachment(world: World, row: Fields): Attachment {
  const msgtype = row.text("msgtype");
  const inner = row.object(msgtype);
  const check = entryOf(KINDS, msgtype);
  if (!check) throw new WecomFault(40058, "invalid attachments msgtype");
  if (!inner) throw new WecomFault(40063, `attachments needs the key ${msgtype}`);
  check(world, inner);
  return { msgtype, [msgtype]: inner.source };
}

/** `text` and `attachments` of welcome and mass messages. @throws 40063 when both are empty. */
export function readContent(world: World, body: Fields): { text: string; attachments: Attachment[] } {
  const text = body.object("text")?.optionalText("content", { maxBytes: MAX_TEXT_BYTES, tooLong: 45002 }) ?? "";
  const rows = body.objects("attachments", { max: MAX_ATTACHMENTS, tooMany: 40058 });
  const attachments = rows.map((row) => attachment(world, row));
  if (text === "" && attachments.length === 0) throw new WecomFault(40063, "text and attachments are both empty");
  return { text, attachments };
}
