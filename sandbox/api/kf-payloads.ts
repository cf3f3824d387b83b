import type { Attachment } from "../world/outreach";
import type { World } from "../world/world";
import { requireMedia } from "./externalcontact/attachments";
import { WecomFault } from "./fault";
import { entryOf, type Fields } from "./fields";

type Check = (world: World, body: Fields) => void;

const media: Check = (world, body) => requireMedia(world, body.text("media_id", { missing: 40007 }), ["upload"]);

function menu(body: Fields, maxItems: number): void {
  body.optionalText("head_content", { maxBytes: 1024, tooLong: 45002 });
  body.optionalText("tail_content", { maxBytes: 1024, tooLong: 45002 });
  const items = body.objects("list", { max: maxItems, tooMany: 40058 });
  const choices = items.filter((item) => item.optionalText("type") !== "text");
  if (choices.length > 10) throw new WecomFault(40058, "too many menu items");
  for (const item of items) {
    const type = item.text("type");
    if (!item.object(type)) throw new WecomFault(40063, `missing ${type} of a menu item`);
  }
}

const CHECKS: Record<string, Check> = {
  text: (_, body) => void body.text("content", { maxBytes: 2048, tooLong: 45002, missing: 44004 }),
  image: media,
  voice: media,
  video: media,
  file: media,
  link: (world, body) => {
    body.text("title", { maxBytes: 128, tooLong: 45002 });
    body.text("url", { maxBytes: 2048, tooLong: 45002 });
    requireMedia(world, body.text("thumb_media_id", { missing: 40007 }), ["upload"]);
  },
  miniprogram: (world, body) => {
    body.text("appid");
    requireMedia(world, body.text("thumb_media_id", { missing: 40007 }), ["upload"]);
    if (!body.text("pagepath").split("?")[0]!.endsWith(".html")) throw new WecomFault(40058, "invalid pagepath");
  },
  msgmenu: (_, body) => menu(body, 50),
  location: (_, body) => {
    if (!body.has("latitude") || !body.has("longitude")) throw new WecomFault(40063, "missing coordinates");
  },
  ca_link: (_, body) => void body.text("link_url"),
};

/** The message of a kf call as the phone shows it. */
export function readKfMessage(
  world: World,
  body: Fields,
  kinds?: string[],
): { text: string; attachments: Attachment[] } {
  const msgtype = body.text("msgtype", { missing: 40008 });
  const check = entryOf(CHECKS, msgtype);
  if (!check || (kinds && !kinds.includes(msgtype))) throw new WecomFault(40008, "invalid message type");
  const inner = body.object(msgtype);
  if (!inner) throw new WecomFault(40063, `missing ${msgtype}`);
  check(world, inner);
  if (kinds && msgtype === "msgmenu") menu(inner, 10);
  if (msgtype === "text") return { text: inner.text("content"), attachments: [] };
  return { text: "", attachments: [{ msgtype, [msgtype]: inner.source }] };
}
