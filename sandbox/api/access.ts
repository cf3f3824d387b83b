import { isVisible } from "../world/corp";
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

/**
 * What the admin set for the app; only the token's own app may be read. 可信域名 is left out while every host is taken.
 *
 * @see https://developer.work.weixin.qq.com/document/path/90227
 */
function agent({ world, app, query }: ApiCall) {
  if (Number(query.text("agentid", { missing: 40056 })) !== app.agentId) throw new WecomFault(301002);
  return {
    agentid: app.agentId,
    name: app.name,
    description: "",
    square_logo_url: "",
    allow_userinfos: { user: world.state.corp.members.filter(isVisible).map(({ userid }) => ({ userid })) },
    allow_partys: { partyid: [] },
    allow_tags: { tagid: [] },
    close: 0,
    ...(app.trustedDomains && { redirect_domain: app.trustedDomains[0] ?? "" }),
    report_location_flag: 0,
    isreportenter: 0,
    ...(app.homeUrl !== undefined && { home_url: app.homeUrl }),
  };
}

export const accessRoutes: Routes = {
  gettoken: get("none", gettoken),
  "agent/get": get("app", agent),
  getcallbackip: get("any", () => ({ ip_list: ["127.0.0.1"] })),
  get_api_domain_ip: get("any", () => ({ ip_list: ["127.0.0.1"] })),
};
