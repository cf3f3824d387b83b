import { z } from "zod";
import { mainApp } from "../world/corp";
import { Refusal } from "../world/refusal";
import type { World } from "../world/world";

/** A host as the admin console takes it: no scheme, no path, the port only when it is not the usual one. */
const Domain = z.string().refine((text) => {
  const url = `https://${text}/`;
  return URL.canParse(url) && new URL(url).host === text && text !== "";
}, "a host with its port, like scrm.example.com or 127.0.0.1:3101");

export const TrustedDomainsBody = z.strictObject({
  agentId: z.int().optional(),
  domains: z.array(Domain).max(20).nullable(),
  homeUrl: z.url().optional(),
});

/** The admin console's 网页授权及JS-SDK of an app (null = every host is trusted, as at the start) and its 应用主页. */
export function setTrustedDomains(world: World, { agentId, domains, homeUrl }: z.infer<typeof TrustedDomainsBody>) {
  const app = agentId === undefined ? mainApp(world) : world.state.corp.apps.find((row) => row.agentId === agentId);
  if (!app) throw new Refusal("app.unknown", `no app ${agentId}`, 404);
  app.trustedDomains = domains;
  if (homeUrl !== undefined) app.homeUrl = homeUrl;
  return { agentId: app.agentId, domains };
}
