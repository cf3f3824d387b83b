import { z } from "zod";
import type { Core } from "../core";
import type { View } from "../view";
import { type Answer, ok, refuse } from "./answers";
import { knows } from "./catalogue";

/** One accepted `config` or `agentConfig` of one document: it covers one URL and the calls that were asked for. */
export interface Registration {
  kind: "corp" | "agent";
  /** of `agentConfig`: the app whose rights count */
  agentId?: string;
  url: string;
  timestamp: string;
  nonceStr: string;
  signature: string;
  apis: Set<string>;
}

const AgentConfig = z.looseObject({
  corpid: z.string(),
  agentid: z.coerce.string(),
  timestamp: z.coerce.string(),
  nonceStr: z.string(),
  signature: z.string(),
  jsApiList: z.array(z.string()).default([]),
});
const CorpConfig = z.looseObject({
  verifyAppId: z.string(),
  verifyTimestamp: z.coerce.string(),
  verifyNonceStr: z.string(),
  verifySignature: z.string(),
  verifyJsApiList: z.array(z.string()).default([]),
});

/** What the page is told (messaging §8.3, §12), by what the core found; a ticket that has ended is a wrong signature like any other. */
const COMPLAINTS: Readonly<Record<string, [reason: string, errCode: number]>> = {
  agentid: ["fail_invalid agentid", 40056],
  "invalid url domain": ["fail_invalid url domain", 80001],
  "ticket of another app": ["fail_invalid signature", 42012],
};

const NAMES = { agent: "agentConfig", corp: "config" } as const;

/** `agentConfig` and `config` (which arrives as `preVerifyJSAPI`): the client has WeCom check the signature over the page's real URL (messaging §8.2). */
export async function registerPage(
  core: Core,
  view: View,
  kind: Registration["kind"],
  params: unknown,
  url: string,
): Promise<{ answer: Answer; registration?: Registration }> {
  const name = NAMES[kind];
  const claim = kind === "agent" ? readAgentConfig(params) : readCorpConfig(params);
  if (!claim) return { answer: refuse(name, "fail_invalid parameter", 40035) };
  const corp = await core.corp();
  if (claim.corpId !== corp.corpId) return { answer: refuse(name, "fail_invalid corpid", 40013) };
  const { timestamp, nonceStr, signature, agentId } = claim;
  const verdict = await core.checkSignature({
    kind,
    url,
    timestamp,
    nonceStr,
    signature,
    ...(agentId ? { agentId } : {}),
  });
  if (!verdict.ok) {
    const [reason, errCode] = COMPLAINTS[verdict.reason ?? ""] ?? ["fail_invalid signature", 40093];
    return { answer: refuse(name, reason, errCode) };
  }
  const checkResult = Object.fromEntries(claim.apis.map((api) => [api, knows(view, api) !== null]));
  const registration = {
    kind,
    ...(agentId ? { agentId } : {}),
    url,
    timestamp,
    nonceStr,
    signature,
    apis: new Set(claim.apis),
  };
  return { answer: ok(name, kind === "agent" ? { checkResult } : {}), registration };
}

function readAgentConfig(params: unknown) {
  const parsed = AgentConfig.safeParse(params);
  if (!parsed.success) return null;
  const { corpid, agentid, timestamp, nonceStr, signature, jsApiList } = parsed.data;
  return { corpId: corpid, agentId: agentid, timestamp, nonceStr, signature, apis: jsApiList };
}

function readCorpConfig(params: unknown) {
  const parsed = CorpConfig.safeParse(params);
  if (!parsed.success) return null;
  const { verifyAppId, verifyTimestamp, verifyNonceStr, verifySignature, verifyJsApiList } = parsed.data;
  const fields = {
    corpId: verifyAppId,
    timestamp: verifyTimestamp,
    nonceStr: verifyNonceStr,
    signature: verifySignature,
  };
  return { ...fields, agentId: undefined, apis: verifyJsApiList };
}

const Proof = z.looseObject({
  verifyTimestamp: z.coerce.string(),
  verifyNonceStr: z.string(),
  verifySignature: z.string(),
});

/** Finds the registration whose proof a call carries. A proof counts on the URL it was given for only: history routing needs a new one. */
export function findRegistration(registrations: Registration[], params: unknown, url: string): Registration | null {
  const proof = Proof.safeParse(params);
  if (!proof.success) return null;
  const { verifyTimestamp, verifyNonceStr, verifySignature } = proof.data;
  const match = (known: Registration): boolean =>
    known.url === url &&
    known.signature === verifySignature &&
    known.timestamp === verifyTimestamp &&
    known.nonceStr === verifyNonceStr;
  return registrations.findLast(match) ?? null;
}
