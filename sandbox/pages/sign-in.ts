import { escapeHtml } from "../http/reply";
import { findMember } from "../world/corp";
import { issueCode } from "../world/credentials";
import { trustsRedirect } from "../world/trusted-domains";
import type { World } from "../world/world";

/** The cookie of the sandbox's browser page: whose phone or desk this is, a userid or an external_userid. */
const AS_COOKIE = "sandbox_as";

const STYLE =
  "body{font-family:sans-serif;max-width:420px;margin:48px auto;padding:0 16px;color:#222}a{display:block;padding:12px;margin:8px 0;border:1px solid #ddd;border-radius:6px;text-decoration:none;color:#222}.muted{color:#777}";

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style></head><body><h2>${title}</h2>${body}</body></html>`;

const refusal = (text: string): SignInOutcome => ({ html: page("企业微信", `<p>${escapeHtml(text)}</p>`) });

interface SignIn {
  redirectUri: URL;
  state: string;
  privateInfo: boolean;
}

function readRedirect(text: string | null): URL | null {
  return text !== null && URL.canParse(text) && /^https?:/.test(text) ? new URL(text) : null;
}

function withCode(target: SignIn, code: string): string {
  const url = new URL(target.redirectUri);
  url.searchParams.set("code", code);
  url.searchParams.set("state", target.state);
  return url.href;
}

function codeFor(world: World, as: string, privateInfo: boolean): string | null {
  const member = findMember(world, as);
  if (member) return issueCode(world, { userid: member.userid, privateInfo });
  return world.state.customers[as] ? issueCode(world, { externalUserid: as }) : null;
}

function cookieOf(header: string | undefined): string | null {
  const found = header?.split(/;\s*/).find((part) => part.startsWith(`${AS_COOKIE}=`));
  return found === undefined ? null : decodeURIComponent(found.slice(AS_COOKIE.length + 1));
}

/** The links carry a fresh code each: a chosen one is as good as a scan. */
function chooser(world: World, target: SignIn): SignInOutcome {
  const links = world.state.corp.members
    .filter((member) => member.leftAt === null)
    .map((member) => {
      const href = withCode(target, issueCode(world, { userid: member.userid, privateInfo: target.privateInfo }));
      return `<a href="${escapeHtml(href)}">${escapeHtml(member.name)} <span class="muted">${escapeHtml(member.userid)}</span></a>`;
    });
  const back = new URL(target.redirectUri);
  back.searchParams.set("state", target.state);
  links.push(`<a href="${escapeHtml(back.href)}" class="muted">取消</a>`);
  return { html: page("选择以谁的身份登录", links.join("")) };
}

function logVisit(world: World, type: string, redirectUri: URL | null, agentId: string | null): void {
  world.journal.add("action", { type, redirectHost: redirectUri?.host ?? null, agentId });
}

const isKnownAgent = (world: World, agentId: string | null): boolean =>
  world.state.corp.apps.some((app) => String(app.agentId) === agentId);

/** Where a sign-in page leads: on to the product, or a page to look at. */
export type SignInOutcome = { redirect: string } | { html: string };

/** Messaging §7.1: inside the client the person is known, so the page redirects at once. */
export function authorize(world: World, query: URLSearchParams, cookie: string | undefined): SignInOutcome {
  const redirectUri = readRedirect(query.get("redirect_uri"));
  const agentId = query.get("agentid");
  logVisit(world, "page.authorize", redirectUri, agentId);
  const state = query.get("state") ?? "";
  if (query.get("appid") !== world.state.corp.corpId) return refusal("appid参数错误");
  if (!redirectUri) return refusal("redirect_uri参数错误");
  if (agentId !== null && !isKnownAgent(world, agentId)) return refusal("agentid参数错误");
  if (query.get("response_type") !== "code") return refusal("response_type参数错误");
  if (!/^[A-Za-z0-9]{0,128}$/.test(state)) return refusal("state参数错误");
  if (!trustsRedirect(world, redirectUri.host, agentId === null ? undefined : Number(agentId)))
    return refusal("redirect_uri参数错误");
  const privateInfo = query.get("scope") === "snsapi_privateinfo" && agentId !== null;
  const target = { redirectUri, state, privateInfo };
  const as = cookieOf(cookie);
  const code = as === null ? null : codeFor(world, as, privateInfo);
  return code === null ? chooser(world, target) : { redirect: withCode(target, code) };
}

/** Messaging §7.2: the page for desktop browsers, where everybody scans. */
export function webLogin(world: World, query: URLSearchParams): SignInOutcome {
  const redirectUri = readRedirect(query.get("redirect_uri"));
  const agentId = query.get("agentid");
  logVisit(world, "page.login", redirectUri, agentId);
  if (query.get("login_type") !== "CorpApp") return refusal("login_type参数错误");
  if (query.get("appid") !== world.state.corp.corpId) return refusal("appid参数错误");
  if (!isKnownAgent(world, agentId)) return refusal("agentid参数错误");
  if (!redirectUri) return refusal("redirect_uri参数错误");
  if (!trustsRedirect(world, redirectUri.host, Number(agentId))) return refusal("redirect_uri参数错误");
  return chooser(world, { redirectUri, state: query.get("state") ?? "", privateInfo: false });
}
