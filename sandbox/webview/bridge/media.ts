import { createHash } from "node:crypto";
import { z } from "zod";
import { type Core, CoreError } from "../core";
import { Refusal } from "./answers";

export interface StoredMedia {
  sdkfileid: string;
  md5sum: string;
  filesize: number;
  filename: string;
}

/**
 * Turns a `media_id` (from `media/upload`) into what a chat message carries: the bytes go where the archive's
 * `sdkfileid` finds them. That id is made of the media id, by which the sandbox page can show the picture too.
 */
export async function storedMedia(core: Core, mediaId: string): Promise<StoredMedia> {
  const { bytes, filename } = await download(core, mediaId);
  const md5sum = createHash("md5").update(bytes).digest("hex");
  const sdkfileid = Buffer.from(`SANDBOX-${mediaId}`, "utf8").toString("base64");
  await core.call("POST", "/_sandbox/media", { sdkfileid, base64: bytes.toString("base64") });
  return { sdkfileid, md5sum, filesize: bytes.length, filename };
}

async function download(core: Core, mediaId: string): Promise<{ bytes: Buffer; filename: string }> {
  const { corpId, appSecret } = await core.corp();
  const query = new URLSearchParams({ corpid: corpId, corpsecret: appSecret });
  const { access_token } = z
    .looseObject({ access_token: z.string() })
    .parse(await core.call("GET", `/cgi-bin/gettoken?${query}`));
  const address = new URL("/cgi-bin/media/get", core.url);
  address.search = new URLSearchParams({ access_token, media_id: mediaId }).toString();
  const answer = await fetch(address);
  if (answer.headers.get("content-type")?.includes("json")) throw new Refusal("fail_invalid mediaid", 40007);
  if (!answer.ok) throw new CoreError("http", `media/get answered ${answer.status}`);
  const disposition = answer.headers.get("content-disposition") ?? "";
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  const plain = /filename="?([^";]+)"?/i.exec(disposition)?.[1];
  return {
    bytes: Buffer.from(await answer.arrayBuffer()),
    filename: encoded ? decodeURIComponent(encoded) : (plain ?? "file"),
  };
}
