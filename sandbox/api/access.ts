import { type Holder, issueToken, TOKEN_SECONDS } from "../world/credentials";
import type { World } from "../world/world";
import { WecomFault } from "./fault";
import { type ApiCall, get, type Routes } from "./route";

function holderOfSecret(world: World, secret: string): Holder {
  const { apps, archiveSecret, contactsSecret } = world.state.corp;
  if (secret === archiveSecret) return { kind: "archive" };
  if (secret === contactsSecret) return { kind: "contacts" };
  const app = apps.find((row) => row.secret === secret);
  if (!app) throw new WecomFault(40001);
  return { kind: "app", agentId: app.agentId };
}

function gettoken({ world, query }: ApiCall) {
  const corpId = query.text("corpid", { missing: 41002 });
  const secret = query.text("corpsecret", { missing: 41004 });
  if (corpId !== world.state.corp.corpId) throw new WecomFault(40013);
  return { access_token: issueToken(world, holderOfSecret(world, secret)), expires_in: TOKEN_SECONDS };
}

export const accessRoutes: Routes = {
  gettoken: get("none", gettoken),
  getcallbackip: get("any", () => ({ ip_list: ["127.0.0.1"] })),
  get_api_domain_ip: get("any", () => ({ ip_list: ["127.0.0.1"] })),
};
