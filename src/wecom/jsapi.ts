import { createHash, randomBytes } from "node:crypto";
import type { WecomClient } from "./client";

export interface JsapiSignature {
  timestamp: number;
  nonceStr: string;
  signature: string;
}

/** @see https://developer.work.weixin.qq.com/document/path/90506 fixed order, nothing URL-encoded, url cut at "#" */
export function jsapiSignature(input: { ticket: string; nonceStr: string; timestamp: number; url: string }): string {
  const url = input.url.split("#", 1)[0];
  const text = `jsapi_ticket=${input.ticket}&noncestr=${input.nonceStr}&timestamp=${input.timestamp}&url=${url}`;
  return createHash("sha1").update(text).digest("hex");
}

/** Signs a page for `ww.register`. The caller has checked that the page is ours. `now` is business time. */
export async function signJsapi(
  wecom: WecomClient,
  input: { kind: "corp" | "agent"; url: string; now: Date },
): Promise<JsapiSignature> {
  const ticket = await wecom.jsapiTicket(input.kind);
  const nonceStr = randomBytes(12).toString("hex");
  const timestamp = Math.floor(input.now.getTime() / 1_000);
  return { timestamp, nonceStr, signature: jsapiSignature({ ticket, nonceStr, timestamp, url: input.url }) };
}
