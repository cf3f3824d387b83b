import { randomBytes } from "node:crypto";
import type { Config } from "../../platform/config";
import { sealCallback } from "../../wecom";
import { type Finding, ok, problem } from "./finding";

const WAIT_MS = 5_000;

/** Does what WeCom does when the URL is saved: a signed GET whose echo must come back. Proves URL, token and key together. */
export async function checkCallback(config: Config, now: Date): Promise<Finding[]> {
  const echo = randomBytes(8).toString("hex");
  const { corpId, callbackToken, callbackAesKey } = config.wecom;
  const keys = { corpId, token: callbackToken, aesKey: callbackAesKey };
  const sealed = sealCallback(keys, echo, Math.floor(now.getTime() / 1_000));
  const findings: Finding[] = [];
  for (const [what, base] of targets(config)) {
    const url = new URL("/wecom/callback", base);
    url.search = new URLSearchParams({
      msg_signature: sealed.signature,
      timestamp: sealed.timestamp,
      nonce: sealed.nonce,
      echostr: sealed.encrypted,
    }).toString();
    findings.push(await probe(what, url, echo));
  }
  return findings;
}

function targets(config: Config): [string, string][] {
  const local = `http://${config.host === "0.0.0.0" ? "127.0.0.1" : config.host}:${config.port}`;
  return [
    ["回调(本机)", local],
    ["回调(PUBLIC_URL)", config.publicUrl],
  ];
}

async function probe(what: string, url: URL, echo: string): Promise<Finding> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(WAIT_MS), redirect: "error" });
    const body = await response.text();
    if (response.status === 200 && body === echo) return ok(what, "地址、Token、EncodingAESKey 都对");
    if (response.status === 401) {
      return problem(what, "401,运行中的进程用的是另一个 Token", "改过 WECOM_CALLBACK_TOKEN 后请重启常青");
    }
    // The signature was right, so the token is; what is inside could not be opened, or is for another company.
    const code = errorCode(body);
    if (code === "callback.unreadable") {
      return problem(
        what,
        "解不开,运行中的进程用的是另一个 EncodingAESKey",
        "改过 WECOM_CALLBACK_AES_KEY 后请重启常青",
      );
    }
    if (code === "callback.wrong_receiver") {
      return problem(what, "运行中的进程用的是另一个企业ID", "改过 WECOM_CORP_ID 后请重启常青");
    }
    return problem(what, `HTTP ${response.status}`, "确认这个地址原样转到常青的 web 进程");
  } catch {
    return problem(
      what,
      `${url.origin} 没有应答`,
      what.includes("本机") ? "请先启动 web 进程" : "检查 PUBLIC_URL、DNS、证书和反向代理",
    );
  }
}

function errorCode(body: string): string | undefined {
  try {
    return (JSON.parse(body) as { error?: { code?: string } }).error?.code;
  } catch {
    return undefined;
  }
}
