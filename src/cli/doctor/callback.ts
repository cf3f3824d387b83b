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
    ["callback (local)", local],
    ["callback (PUBLIC_URL)", config.publicUrl],
  ];
}

async function probe(what: string, url: URL, echo: string): Promise<Finding> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(WAIT_MS), redirect: "error" });
    const body = await response.text();
    if (response.status === 200 && body === echo) return ok(what, "URL, token and AES key answer as WeCom expects");
    if (response.status === 401) {
      return problem(
        what,
        "401: the running process has another token",
        "restart Evergreen after changing WECOM_CALLBACK_TOKEN",
      );
    }
    return problem(
      what,
      `HTTP ${response.status}`,
      "make sure that this URL leads to Evergreen's web process, unchanged",
    );
  } catch {
    return problem(
      what,
      `no answer at ${url.origin}`,
      what.includes("local") ? "start the web process" : "check PUBLIC_URL, DNS, certificate and reverse proxy",
    );
  }
}
