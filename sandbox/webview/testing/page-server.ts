import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";

const Ticket = z.looseObject({ ticket: z.string() });

/** A small product: pages that use the genuine @wecom/jssdk, a signing endpoint, and a sign-in through OAuth. Signs with the sandbox's own tickets. */
export interface PageServer {
  url: string;
  /** headers of each request for a page, newest last */
  seen: http.IncomingHttpHeaders[];
  /** uploads a file as the product's server would; answers with its media_id */
  upload(filename: string, content: string): Promise<string>;
  close(): Promise<void>;
}

export async function startPageServer(sandboxUrl: string, publicUrl: () => string): Promise<PageServer> {
  const seen: http.IncomingHttpHeaders[] = [];
  const corp = z
    .looseObject({ corpId: z.string(), agentId: z.coerce.string(), appSecret: z.string() })
    .parse(await (await fetch(`${sandboxUrl}/_sandbox/corp`)).json());
  const token = async (): Promise<string> => {
    const answer = await fetch(`${sandboxUrl}/cgi-bin/gettoken?corpid=${corp.corpId}&corpsecret=${corp.appSecret}`);
    return z.looseObject({ access_token: z.string() }).parse(await answer.json()).access_token;
  };
  const sign = async (kind: string, url: string) => {
    const path = kind === "agent" ? "ticket/get?type=agent_config&" : "get_jsapi_ticket?";
    const answer = await fetch(`${sandboxUrl}/cgi-bin/${path}access_token=${await token()}`);
    const { ticket } = Ticket.parse(await answer.json());
    const [timestamp, nonceStr] = ["1767225600", "n0nceStr"];
    const text = `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`;
    return { timestamp, nonceStr, signature: createHash("sha1").update(text).digest("hex") };
  };
  const upload = async (filename: string, content: string): Promise<string> => {
    const form = new FormData();
    form.append("media", new Blob([content], { type: "application/pdf" }), filename);
    const address = `${sandboxUrl}/cgi-bin/media/upload?access_token=${await token()}&type=file`;
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
      sign(url.searchParams.get("kind") ?? "", url.searchParams.get("url") ?? "").then(json, () => response.destroy());
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
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** `window.run(apis, call, params, mode)` registers the page for some calls and makes one of them, as a product's page would. */
const page = (corpId: string, agentId: string): string => `<!doctype html>
<html><head><title>测试页</title><script>window.agentAtStart = navigator.userAgent;</script></head><body><script type="module">
import * as ww from "/jssdk.js";
const sign = (kind, spoil) => async (url) => {
  const signed = await (await fetch("/sign?kind=" + kind + "&url=" + encodeURIComponent(spoil ? url + "x" : url))).json();
  return signed;
};
const plain = (value) => JSON.parse(JSON.stringify(value, (key, field) => (typeof field === "function" ? undefined : field)));
let registered = "";
window.run = async (jsApiList, call, params, mode = "agent") => {
  const wanted = JSON.stringify([jsApiList, mode, location.href]);
  let configured = null;
  if (registered !== wanted) {
    ww.register({
      corpId: ${JSON.stringify(corpId)}, agentId: ${JSON.stringify(agentId)}, jsApiList,
      getConfigSignature: sign("corp", mode === "spoiled"),
      ...(mode === "corp" ? {} : { getAgentConfigSignature: sign("agent", mode === "spoiled") }),
      onAgentConfigSuccess: (result) => { configured = plain(result); },
      onAgentConfigFail: (result) => { configured = plain(result); },
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
