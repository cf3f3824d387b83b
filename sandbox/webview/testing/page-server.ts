import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";

const CONTENT_TYPES: Record<string, string> = { file: "application/pdf", image: "image/png", video: "video/mp4" };
const Ticket = z.looseObject({ ticket: z.string() });

/** A small product: pages that use the genuine @wecom/jssdk, a signing endpoint, and a sign-in through OAuth. Signs with the sandbox's own tickets. */
export interface PageServer {
  url: string;
  /** headers of each request for a page, newest last */
  seen: http.IncomingHttpHeaders[];
  /** uploads a file as the product's server would; answers with its media_id */
  upload(filename: string, content: string | Buffer, type?: "file" | "image" | "video"): Promise<string>;
  /** a ticket as the product's server would fetch it, of another app when its secret is given */
  ticketOf(kind: "corp" | "agent", secret?: string): Promise<string>;
  close(): Promise<void>;
}

export async function startPageServer(sandboxUrl: string, publicUrl: () => string): Promise<PageServer> {
  const seen: http.IncomingHttpHeaders[] = [];
  const corp = z
    .looseObject({ corpId: z.string(), agentId: z.coerce.string(), appSecret: z.string() })
    .parse(await (await fetch(`${sandboxUrl}/_sandbox/corp`)).json());
  const token = async (secret = corp.appSecret): Promise<string> => {
    const answer = await fetch(`${sandboxUrl}/cgi-bin/gettoken?corpid=${corp.corpId}&corpsecret=${secret}`);
    return z.looseObject({ access_token: z.string() }).parse(await answer.json()).access_token;
  };
  const ticketOf = async (kind: string, secret?: string): Promise<string> => {
    const path = kind === "agent" ? "ticket/get?type=agent_config&" : "get_jsapi_ticket?";
    const answer = await fetch(`${sandboxUrl}/cgi-bin/${path}access_token=${await token(secret)}`);
    return Ticket.parse(await answer.json()).ticket;
  };
  const sign = async (query: URLSearchParams) => {
    const url = query.get("url") ?? "";
    const ticket = query.get("ticket") ?? (await ticketOf(query.get("kind") ?? "", query.get("secret") ?? undefined));
    const [timestamp, nonceStr] = ["1767225600", "n0nceStr"];
    const text = `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`;
    return { timestamp, nonceStr, signature: createHash("sha1").update(text).digest("hex") };
  };
  const upload = async (filename: string, content: string | Buffer, type = "file"): Promise<string> => {
    const form = new FormData();
    form.append(
      "media",
      new Blob([typeof content === "string" ? content : new Uint8Array(content)], { type: CONTENT_TYPES[type] ?? "" }),
      filename,
    );
    const address = `${sandboxUrl}/cgi-bin/media/upload?access_token=${await token()}&type=${type}`;
    const answer = await fetch(address, { method: "POST", body: form });
    return z.looseObject({ media_id: z.string() }).parse(await answer.json()).media_id;
  };
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://page");
    const json = (body: unknown): void => {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    if (url.pathname === "/jssdk.js") {
      response.writeHead(200, { "content-type": "text/javascript" });
      response.end(readFileSync(require.resolve("@wecom/jssdk/dist/wecom.prod.js")));
    } else if (url.pathname === "/sign") {
      sign(url.searchParams).then(json, () => response.destroy());
    } else if (url.pathname === "/whoami") {
      json({ cookie: request.headers.cookie ?? "", userAgent: request.headers["user-agent"] });
    } else if (url.pathname === "/events") {
      // the answer never ends: a proxy that waits for its end shows nothing
      response.writeHead(200, { "content-type": "text/event-stream" }).write("data: now\n\n");
    } else if (url.pathname === "/login") {
      const query = new URLSearchParams({
        appid: corp.corpId,
        redirect_uri: `${publicUrl()}/callback`,
        response_type: "code",
      });
      query.set("scope", "snsapi_base");
      query.set("state", "s1");
      query.set("agentid", corp.agentId);
      response.writeHead(302, { location: `${sandboxUrl}/connect/oauth2/authorize?${query}#wechat_redirect` }).end();
    } else if (url.pathname === "/callback") {
      const code = url.searchParams.get("code") ?? "";
      token()
        .then((accessToken) => fetch(`${sandboxUrl}/cgi-bin/auth/getuserinfo?access_token=${accessToken}&code=${code}`))
        .then((answer) => answer.json())
        .then(
          (who) => {
            const name = z
              .looseObject({ userid: z.string().optional(), external_userid: z.string().optional() })
              .parse(who);
            const cookie = `session=${name.userid ?? name.external_userid}; Path=/; HttpOnly; SameSite=Lax`;
            response.writeHead(302, { location: "/page", "set-cookie": [cookie, "readable=1; Path=/"] }).end();
          },
          () => response.destroy(),
        );
    } else {
      seen.push(request.headers);
      response.writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": "default-src 'self'; script-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
      });
      response.end(page(corp.corpId, corp.agentId));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    upload,
    ticketOf,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** How a page registers, when it is not as it should be. */
export interface Registering {
  /** only `config`, without the app's identity */
  corpOnly?: boolean;
  agentId?: string;
  corpId?: string;
  /** signs another URL than the page's */
  otherUrl?: boolean;
  /** signs with another app's ticket, or with a ticket from earlier */
  secret?: string;
  ticket?: string;
}

/** `window.run(apis, call, params, registering)` registers the page for some calls and makes one of them, as a product's page would. */
const page = (corpId: string, agentId: string): string => `<!doctype html>
<html><head><title>测试页</title><script>window.agentAtStart = navigator.userAgent;</script></head><body><script type="module">
import * as ww from "/jssdk.js";
const sign = (kind, how) => async (url) => {
  const query = new URLSearchParams({ kind, url: how.otherUrl ? url + "x" : url });
  for (const name of ["secret", "ticket"]) if (how[name]) query.set(name, how[name]);
  return (await fetch("/sign?" + query)).json();
};
const plain = (value) => JSON.parse(JSON.stringify(value, (key, field) => (typeof field === "function" ? undefined : field)));
let registered = "";
window.run = async (jsApiList, call, params, how = {}) => {
  const wanted = JSON.stringify([jsApiList, how, location.href]);
  let configured = null;
  const tell = (result) => { configured = plain(result); };
  if (registered !== wanted) {
    ww.register({
      corpId: how.corpId ?? ${JSON.stringify(corpId)}, agentId: how.agentId ?? ${JSON.stringify(agentId)}, jsApiList,
      getConfigSignature: sign("corp", how), onConfigSuccess: tell, onConfigFail: tell,
      ...(how.corpOnly ? {} : { getAgentConfigSignature: sign("agent", how) }),
      onAgentConfigSuccess: tell, onAgentConfigFail: tell,
    });
    registered = wanted;
  }
  try {
    return { ...plain(await ww[call](params)), configured };
  } catch (error) {
    return { ...plain(error), configured };
  }
};
window.ready = true;
</script></body></html>`;
