import { createHash } from "node:crypto";
import { z } from "zod";
import type { World } from "../world/world";

export const JssdkBody = z.object({
  kind: z.enum(["corp", "agent"]),
  url: z.string(),
  timestamp: z.union([z.string(), z.number()]).transform(String),
  nonceStr: z.string(),
  signature: z.string(),
  agentId: z.union([z.string(), z.number()]).transform(Number).optional(),
});

/** Checks a page's `config` or `agentConfig` as the client would: against the tickets that are alive now. */
export function checkSignature(world: World, input: z.infer<typeof JssdkBody>): { ok: boolean; reason?: string } {
  const { kind, agentId, timestamp, nonceStr, signature } = input;
  if (kind === "agent" && agentId !== undefined && !world.state.corp.apps.some((app) => app.agentId === agentId)) {
    return { ok: false, reason: "agentid" };
  }
  const url = input.url.split("#")[0]!;
  const now = world.now();
  const live = world.state.credentials.tickets.filter(
    (row) =>
      row.kind === kind && row.endsAt > now && (kind === "corp" || agentId === undefined || row.agentId === agentId),
  );
  if (live.length === 0) return { ok: false, reason: "no live ticket" };
  const fits = live.some(({ ticket }) => {
    const text = `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`;
    return createHash("sha1").update(text).digest("hex") === signature;
  });
  return fits ? { ok: true } : { ok: false, reason: "invalid signature" };
}
