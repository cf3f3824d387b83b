import { z } from "zod";
import type { Core } from "../core";
import { storedMedia } from "./media";
import { Link } from "./send";

const WithMedia = z.looseObject({ mediaid: z.string().min(1) });
const Image = z.looseObject({ msgtype: z.literal("image"), image: WithMedia });
const Video = z.looseObject({ msgtype: z.literal("video"), video: WithMedia });
const LinkCard = z.looseObject({ msgtype: z.literal("link"), link: Link });

/** What 群发助手 takes along (messaging §8.5). */
export const MassAttachment = z.discriminatedUnion("msgtype", [
  Image,
  Video,
  z.looseObject({ msgtype: z.literal("file"), file: WithMedia }),
  LinkCard,
  z.looseObject({
    msgtype: z.literal("miniprogram"),
    miniprogram: z.looseObject({ appid: z.string().min(1), title: z.string().min(1), page: z.string().default("") }),
  }),
]);
export type MassAttachment = z.infer<typeof MassAttachment>;

/** 9 pictures, or one video, or one link (messaging §8.5). */
export const MomentAttachments = z.union([
  z.array(Image).max(9),
  z.tuple([Video]).transform((one) => [...one]),
  z.tuple([LinkCard]).transform((one) => [...one]),
]);

/** As a task of the corp would carry it: media by its id, a link under the names of messaging §1.1. */
export async function taskAttachment(core: Core, row: MassAttachment): Promise<Record<string, unknown>> {
  switch (row.msgtype) {
    case "image":
      return { msgtype: "image", image: await media(core, row.image.mediaid) };
    case "video":
      return { msgtype: "video", video: await media(core, row.video.mediaid) };
    case "file":
      return { msgtype: "file", file: await media(core, row.file.mediaid) };
    case "link": {
      const { title, desc, url, imgUrl } = row.link;
      return { msgtype: "link", link: { title, desc, url, picurl: imgUrl } };
    }
    case "miniprogram": {
      const { title, appid, page } = row.miniprogram;
      return { msgtype: "miniprogram", miniprogram: { title, appid, page } };
    }
  }
}

async function media(core: Core, mediaId: string) {
  const { filename, filesize } = await storedMedia(core, mediaId);
  return { media_id: mediaId, filename, filesize };
}

export function describe(row: MassAttachment): string {
  if (row.msgtype === "link") return `[链接] ${row.link.title}`;
  if (row.msgtype === "miniprogram") return `[小程序] ${row.miniprogram.title}`;
  return { image: "[图片]", video: "[视频]", file: "[文件]" }[row.msgtype];
}
