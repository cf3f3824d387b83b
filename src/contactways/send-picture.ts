import type { Ctx } from "../app";
import { NotFoundError } from "../platform/errors";
import { fetchQrPicture } from "../wecom";

/** The code as a file that is called like the channel. @throws `contactway_picture.not_found` when WeCom does not give it now. */
export async function sendPicture(
  ctx: Ctx,
  way: { id: string; qrCode: string; content: { name: string } },
): Promise<void> {
  const picture = way.qrCode ? await fetchQrPicture(way.qrCode) : null;
  if (!picture) throw new NotFoundError("contactway_picture", { id: way.id });
  ctx.type = picture.contentType;
  ctx.attachment(`${way.content.name}.${picture.contentType.includes("svg") ? "svg" : "png"}`);
  ctx.body = picture.bytes;
}
