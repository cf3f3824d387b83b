import { mainApp } from "./corp";
import type { World } from "./world";

/** The app's 可信域名, each a host with its port; null = every host: a sandbox does not know where the product will stand. Unnamed is the main app. */
const domainsOf = (world: World, agentId = mainApp(world).agentId): string[] | null =>
  world.state.corp.apps.find((app) => app.agentId === agentId)?.trustedDomains ?? null;

/** Sign-in: host and port are compared as they stand, no parent domain, no wildcard (messaging §7.1). */
export const trustsRedirect = (world: World, host: string, agentId?: number): boolean =>
  domainsOf(world, agentId)?.includes(host) ?? true;

/** JS-SDK: sub-domains of a trusted domain are fine here (messaging §8.2). */
export const trustsPage = (world: World, host: string, agentId?: number): boolean =>
  domainsOf(world, agentId)?.some((domain) => host === domain || host.endsWith(`.${domain}`)) ?? true;
