import { createHash } from "node:crypto";
import type { Robot } from "../world/business";
import { dropOldMedia, keepMedia, liveMedia } from "../world/media";
import { WecomFault } from "./fault";
import { entryOf, type Fields } from "./fields";
import { checkFile, filePart } from "./media";
import { type ApiCall, post, type Routes } from "./route";

const A_MINUTE = 20;
const IMAGE_BYTES = 2 * 1024 * 1024;

/** The key is the secret; there is no token. */
function robotOf({ world, query }: ApiCall): Robot {
  const robot = world.state.business.robots[query.text("key", { missing: 93000 })];
  if (!robot || robot.removed) throw new WecomFault(93000, "invalid webhook url");
  return robot;
}

const CHECKS: Record<string, (body: Fields) => void> = {
  text: (body) => void body.text("content", { missing: 44004, maxBytes: 2048, tooLong: 40058 }),
  markdown: (body) => void body.text("content", { missing: 44004, maxBytes: 4096, tooLong: 40058 }),
  markdown_v2: (body) => void body.text("content", { missing: 44004, maxBytes: 4096, tooLong: 40058 }),
  image: (body) => {
    const bytes = Buffer.from(body.text("base64"), "base64");
    if (bytes.length > IMAGE_BYTES) throw new WecomFault(93018, "image is too big");
    const md5 = createHash("md5").update(bytes).digest("hex");
    if (md5 !== body.text("md5").toLowerCase()) throw new WecomFault(301019, "md5 does not fit");
  },
  news: (body) => {
    for (const row of body.objects("articles", { missing: 40063, max: 8, tooMany: 45008 })) {
      row.text("title");
      row.text("url");
    }
  },
  template_card: (body) => {
    if (!["text_notice", "news_notice"].includes(body.text("card_type")))
      throw new WecomFault(42016, "invalid card_type");
  },
};

const FILE_BYTES: Record<string, number> = { file: 20 * 1024 * 1024, voice: 2 * 1024 * 1024 };

/** Kept three days, for this robot alone. */
function uploadMedia(call: ApiCall) {
  robotOf(call);
  const { world, query } = call;
  const type = query.text("type", { missing: 40004 });
  const maxBytes = entryOf(FILE_BYTES, type);
  if (maxBytes === undefined) throw new WecomFault(40004, "invalid media type");
  const part = filePart(call);
  checkFile(type, part, maxBytes);
  dropOldMedia(world);
  const { filename, contentType, bytes } = part;
  const robot = query.text("key");
  const { mediaId, media } = keepMedia(world, { type, source: "robot", filename, contentType, bytes, robot });
  return { type, media_id: mediaId, created_at: String(media.createdAt) };
}

function requireOwnMedia({ world, query }: ApiCall, type: string, payload: Fields): void {
  const media = liveMedia(world, payload.text("media_id", { missing: 40007 }));
  if (media?.source !== "robot" || media.robot !== query.text("key") || media.type !== type)
    throw new WecomFault(40007);
}

function send(call: ApiCall) {
  const { world, body } = call;
  const robot = robotOf(call);
  const msgtype = body.text("msgtype", { missing: 40008 });
  const isFile = entryOf(FILE_BYTES, msgtype) !== undefined;
  const check = isFile ? (row: Fields) => requireOwnMedia(call, msgtype, row) : entryOf(CHECKS, msgtype);
  const payload = body.object(msgtype);
  if (!check) throw new WecomFault(40008, "invalid message type");
  if (!payload) throw new WecomFault(40063, `missing ${msgtype}`);
  check(payload);
  const now = world.now();
  if (robot.messages.filter((row) => row.at > now - 60).length >= A_MINUTE) throw new WecomFault(45009);
  robot.messages.push({ at: now, msgtype, body: payload.source });
  return {};
}

export const webhookRoutes: Routes = {
  "webhook/send": post("none", send),
  "webhook/upload_media": post("none", uploadMedia),
};
