import type { World } from "../world/world";
import { requireMedia } from "./externalcontact/attachments";
import { WecomFault } from "./fault";
import { entryOf, type Fields } from "./fields";
import { checkCard } from "./template-card";

const TEXT_BYTES = 2048;

/** Text is cut, not refused; never inside a character. */
function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let kept = "";
  let size = 0;
  for (const char of text) {
    size += Buffer.byteLength(char);
    if (size > bytes) break;
    kept += char;
  }
  return kept;
}

type Reader = (world: World, fields: Fields) => Record<string, unknown>;

const media: Reader = (world, fields) => {
  requireMedia(world, fields.text("media_id", { missing: 40007 }), ["upload"]);
  return fields.source;
};

function articles(fields: Fields, check: (row: Fields) => void): Record<string, unknown> {
  const rows = fields.objects("articles", { missing: 40063, max: 8, tooMany: 45008 });
  for (const row of rows) check(row);
  return fields.source;
}

const READERS: Record<string, Reader> = {
  text: (_, fields) => ({ ...fields.source, content: cut(fields.text("content", { missing: 44004 }), TEXT_BYTES) }),
  markdown: (_, fields) => ({
    content: fields.text("content", { missing: 44004, maxBytes: TEXT_BYTES, tooLong: 45002 }),
  }),
  image: media,
  voice: media,
  file: media,
  video: media,
  textcard: (_, fields) => {
    fields.text("title");
    fields.text("description");
    const url = fields.text("url", { maxBytes: 2048, tooLong: 45002 });
    if (!/^[a-z]+:\/\//i.test(url)) throw new WecomFault(40058, "invalid url");
    fields.optionalText("btntxt", { maxChars: 4 });
    return fields.source;
  },
  news: (_, fields) =>
    articles(fields, (row) => {
      row.text("title");
      if (!row.has("appid")) row.text("url", { maxBytes: 2048, tooLong: 45002 });
    }),
  mpnews: (world, fields) =>
    articles(fields, (row) => {
      row.text("title");
      row.text("content");
      requireMedia(world, row.text("thumb_media_id", { missing: 40007 }), ["upload"]);
    }),
  miniprogram_notice: (_, fields) => {
    fields.text("appid");
    fields.text("title", { maxChars: 12 });
    fields.objects("content_item", { max: 10 });
    return fields.source;
  },
  template_card: (world, fields) => checkCard(world, fields),
};

/** The payload under the `msgtype` key, checked and cut as WeCom does. */
export function readPayload(world: World, body: Fields): { msgtype: string; payload: Record<string, unknown> } {
  const msgtype = body.text("msgtype", { missing: 40008 });
  const read = entryOf(READERS, msgtype);
  if (!read) throw new WecomFault(40008, "invalid message type");
  const fields = body.object(msgtype);
  if (!fields) throw new WecomFault(40063, `missing ${msgtype}`);
  return { msgtype, payload: read(world, fields) };
}
