import { createHash } from "node:crypto";
import { z } from "zod";
import { trustsPage } from "../world/trusted-domains";
import type { World } from "../world/world";

export const JssdkBody = z.object({
  kind: z.enum(["corp", "agent"]),
  url: z.string(),
  timestamp: z.union([z.string(), z.number()]).transform(String),
  nonceStr: z.string(),
  signature: z.string(),
  agentId: z.union([z.string(), z.number()]).transform(Number).optional(),
});

type Claim = z.infer<typeof JssdkBody>;

/**
 * Checks a page's `config` or `agentConfig` as the client would: the app, the page's host, then the tickets that are alive now.
 *
 * @returns `reason`: "agentid" (no such app), "invalid url domain", "no live ticket", "ticket of another app", or "invalid signature".
 */
export function checkSignature(world: World, input: Claim): { ok: boolean; reason?: string } {
  const { kind, agentId, timestamp, nonceStr, signature } = input;
  if (kind === "agent" && agentId !== undefined && !world.state.corp.apps.some((app) => app.agentId === agentId)) {
    return { ok: false, reason: "agentid" };
  }
  const url = input.url.split("#")[0]!;
  if (!URL.canParse(url) || !trustsPage(world, new URL(url).host, agentId))
    return { ok: false, reason: "invalid url domain" };
  const live = world.state.credentials.tickets.filter((row) => row.kind === kind && row.endsAt > world.now());
  const own = live.filter((row) => kind === "corp" || agentId === undefined || row.agentId === agentId);
  const fits = ({ ticket }: { ticket: string }): boolean => {
    const text = `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`;
    return createHash("sha1").update(text).digest("hex") === signature;
  };
  if (own.some(fits)) return { ok: true };
  if (live.some(fits)) return { ok: false, reason: "ticket of another app" };
  return { ok: false, reason: own.length === 0 ? "no live ticket" : "invalid signature" };
}
