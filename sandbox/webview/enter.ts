import type { IncomingMessage, ServerResponse } from "node:http";
import type { Core } from "./core";
import { CoreError } from "./core";
import { becomeFramedView, becomeTopView, type Sightings } from "./sightings";
import { DEFAULT_CLIENT_VERSION, Entry, encodeView, View } from "./view";

/**
 * `GET /__wecom/enter?as=&peer=&chatId=&entry=&to=&version=&platform=`: opens the client of a member or a customer on a page. A whole browser is redirected and
 * plays that client from now on; a frame of the sandbox page only passes through here, so that its pages can be told from other frames'.
 */
export async function enter(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  { core, sightings }: { core: Core; sightings: Sightings },
): Promise<void> {
  const query = url.searchParams;
  const as = query.get("as") ?? "";
  const peer = query.get("peer") || undefined;
  const chatId = query.get("chatId") || undefined;
  const openKfId = query.get("openKfId") || undefined;
  const parsed = View.safeParse({
    as,
    kind: await kindOf(core, as),
    peer,
    chatId,
    openKfId,
    entry: Entry.catch(usualEntry({ peer, chatId, openKfId })).parse(query.get("entry")),
    version: query.get("version") ?? DEFAULT_CLIENT_VERSION,
    platform: query.get("platform") || undefined,
  });
  const to = samePath(query.get("to"), url);
  if (!parsed.success || to === null) {
    response
      .writeHead(400, { "content-type": "text/plain; charset=utf-8" })
      .end("请给出 as（成员或客户）和站内路径 to");
    return;
  }
  const id = encodeView(parsed.data);
  if (request.headers["sec-fetch-dest"] !== "iframe") {
    const cookies = becomeTopView(parsed.data, id, request.headers.cookie);
    response.writeHead(302, { location: to, "set-cookie": cookies, "cache-control": "no-store" }).end();
    return;
  }
  sightings.rememberPage(url.pathname + url.search, parsed.data);
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "set-cookie": becomeFramedView(parsed.data, id),
  };
  // Not a redirect: the page that follows must name this address as its referrer.
  const target = JSON.stringify(to).replaceAll("<", "\\u003c");
  response.writeHead(200, headers).end(`<!doctype html><title>…</title><script>location.replace(${target})</script>`);
}

function usualEntry({ peer, chatId, openKfId }: Pick<View, "peer" | "chatId" | "openKfId">): Entry {
  if (chatId) return "group_chat_tools";
  if (openKfId) return "single_kf_tools";
  return peer ? "single_chat_tools" : "normal";
}

/** Members first, then the id's shape: a userid may itself begin with "wm" (archive §7). */
async function kindOf(core: Core, as: string): Promise<"member" | "customer"> {
  try {
    const { members } = await core.corp();
    if (members.some((member) => member.userid.toLowerCase() === as.toLowerCase())) return "member";
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
  }
  return /^w[mo]/.test(as) ? "customer" : "member";
}

/** Only paths of the proxied site; null for anything that would leave it. */
function samePath(to: string | null, base: URL): string | null {
  const path = to || "/";
  if (!path.startsWith("/") || !URL.canParse(path, base.href)) return null;
  const target = new URL(path, base);
  return target.host === base.host ? target.pathname + target.search + target.hash : null;
}
