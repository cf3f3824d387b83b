import { randomBytes } from "node:crypto";
import type { App } from "../app";
import { callbackTraffic } from "../callbacks";
import type { Config } from "../platform/config";
import { sealCallback } from "../wecom";
import { fail, ok, unknown, warn } from "./finding";
import type { Finding } from "./setup.schema";
import { spokenTime } from "./spoken-time";

const WAIT_MS = 5_000;

/** Refused since yesterday: from here on, and from this share on, it is no accident. */
const REFUSED_FEW = 5;
const REFUSED_SHARE = 0.05;
/** So many pushes without one about a customer: they are not switched on. */
const RECEIVED_MANY = 20;

type Target = "callback.local" | "callback.public";

/**
 * Does what WeCom does when the URL is saved: a signed GET whose echo must come back. Proves URL, token and key together.
 *
 * @param local asks the web process of this machine too: the command line may be given other settings than it runs with.
 */
export async function checkCallback(app: App, local: boolean): Promise<Finding[]> {
  return [...(await probeTargets(app.config, app.now(), local)), ...(await traffic(app))];
}

async function probeTargets(config: Config, now: Date, local: boolean): Promise<Finding[]> {
  const echo = randomBytes(8).toString("hex");
  const { corpId, callbackToken, callbackAesKey } = config.wecom;
  const keys = { corpId, token: callbackToken, aesKey: callbackAesKey };
  const sealed = sealCallback(keys, echo, Math.floor(now.getTime() / 1_000));
  const findings: Finding[] = [];
  for (const [id, base] of targets(config, local)) {
    const url = new URL("/wecom/callback", base);
    url.search = new URLSearchParams({
      msg_signature: sealed.signature,
      timestamp: sealed.timestamp,
      nonce: sealed.nonce,
      echostr: sealed.encrypted,
    }).toString();
    findings.push(await probe(id, url, echo));
  }
  return findings;
}

/** What comes from WeCom, by what came: it cannot be asked to send something. */
async function traffic(app: App): Promise<Finding[]> {
  const { received, refused, lastReceivedAt, lastCustomerEventAt } = await callbackTraffic(
    app,
    app.config.wecom.corpId,
  );
  const address = { copy: [{ label: "回调 URL", text: `${app.config.publicUrl}/wecom/callback` }] };
  if (!lastReceivedAt) {
    return [
      unknown(
        "callback.received",
        "还没有收到过",
        "URL 填下面的地址，Token 和 EncodingAESKey 与 .env 相同，并勾选 外部联系人变更回调",
        address,
      ),
      ...refusals(refused, received, address),
    ];
  }
  return [
    ok("callback.received", `最近一次：${spokenTime(app, lastReceivedAt)}`),
    customers(app, lastCustomerEventAt, received),
    ...refusals(refused, received, address),
  ];
}

function customers(app: App, lastAt: Date | null, received: number): Finding {
  if (lastAt) return ok("callback.customers", `最近一次：${spokenTime(app, lastAt)}`);
  const todo = "勾选 外部联系人变更回调；否则新客户要等夜间核对才出现";
  if (received < RECEIVED_MANY) return unknown("callback.customers", "还没有收到过", todo);
  return warn("callback.customers", `昨天和今天收到 ${received} 次推送，没有一次是客户变更`, todo);
}

function refusals(refused: Record<string, number>, received: number, address: Pick<Finding, "copy">): Finding[] {
  const total = Object.values(refused).reduce((sum, n) => sum + n, 0);
  if (total === 0) return [ok("callback.refused", "没有")];
  const words = Object.entries(refused).map(([code, n]) => `${reasons[code] ?? code} ${n} 次`);
  const share = Math.round((total / (total + received)) * 100);
  const seen = `昨天和今天共 ${total} 次，占 ${share}%：${words.join("、")}`;
  if (total < REFUSED_FEW || total / (total + received) < REFUSED_SHARE) return [ok("callback.refused", seen)];
  const stale = (refused["callback.stale"] ?? 0) > total / 2;
  const todo = stale
    ? "服务器时间不准，请开启时间同步（NTP）"
    : "核对 Token、EncodingAESKey 和企业ID，改过之后请重启常青";
  return [warn("callback.refused", seen, todo, stale ? { place: [] } : address)];
}

const reasons: Record<string, string> = {
  "callback.bad_signature": "签名不符",
  "callback.stale": "时间相差太多",
  "callback.unreadable": "解不开",
  "callback.wrong_receiver": "别家企业的",
  "callback.not_stored": "数据库没有及时存下",
};

function targets(config: Config, withLocal: boolean): [Target, string][] {
  const local = `http://${config.host === "0.0.0.0" ? "127.0.0.1" : config.host}:${config.port}`;
  return [...(withLocal ? [["callback.local", local] as [Target, string]] : []), ["callback.public", config.publicUrl]];
}

async function probe(id: Target, url: URL, echo: string): Promise<Finding> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(WAIT_MS), redirect: "error" });
    const body = await response.text();
    if (response.status === 200 && body === echo) return ok(id, "地址、Token、EncodingAESKey 都对");
    if (response.status === 401) {
      return fail(id, "401，运行中的进程用的是另一个 Token", "改过 WECOM_CALLBACK_TOKEN 后请重启常青");
    }
    // The signature was right, so the token is; what is inside could not be opened, or is for another company.
    const code = errorCode(body);
    if (code === "callback.unreadable") {
      return fail(id, "解不开，运行中的进程用的是另一个 EncodingAESKey", "改过 WECOM_CALLBACK_AES_KEY 后请重启常青");
    }
    if (code === "callback.wrong_receiver") {
      return fail(id, "运行中的进程用的是另一个企业ID", "改过 WECOM_CORP_ID 后请重启常青");
    }
    return fail(id, `HTTP ${response.status}`, "确认这个地址原样转到常青的 web 进程");
  } catch {
    return fail(
      id,
      `${url.origin} 没有应答`,
      id === "callback.local" ? "请先启动 web 进程" : "检查 PUBLIC_URL、DNS、证书和反向代理",
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
