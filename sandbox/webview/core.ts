import { z } from "zod";

const Corp = z.looseObject({
  corpId: z.string(),
  agentId: z.coerce.string(),
  appSecret: z.string(),
  apps: z.array(z.looseObject({ agentId: z.coerce.string(), callable: z.boolean() })),
  members: z.array(
    z.looseObject({ userid: z.string(), name: z.string(), visible: z.boolean(), contactEnabled: z.boolean() }),
  ),
});
export type Corp = z.infer<typeof Corp>;

const Desk = z.looseObject({
  customers: z.array(
    z.looseObject({ externalUserid: z.string(), name: z.string(), remark: z.string().nullish(), relation: z.string() }),
  ),
  groups: z.array(
    z.looseObject({
      chatId: z.string(),
      name: z.string().nullish(),
      owner: z.string(),
      memberCount: z.number().nullish(),
    }),
  ),
});
export type Desk = z.infer<typeof Desk>;

const Verdict = z.looseObject({ ok: z.boolean(), reason: z.string().nullish() });
export type Verdict = z.infer<typeof Verdict>;

/** The sandbox core refused an action, or cannot be reached. */
export class CoreError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export interface SignatureClaim {
  kind: "corp" | "agent";
  url: string;
  timestamp: string;
  nonceStr: string;
  signature: string;
  agentId?: string;
}

/** What the client's native side asks of the WeCom server: the sandbox core's control surface, over HTTP like everybody else. */
export class Core {
  constructor(readonly url: string) {}

  corp(): Promise<Corp> {
    return this.call("GET", "/_sandbox/corp").then((body) => Corp.parse(body));
  }

  desk(userid: string): Promise<Desk> {
    return this.call("GET", `/_sandbox/members/${encodeURIComponent(userid)}/desk`).then((body) => Desk.parse(body));
  }

  checkSignature(claim: SignatureClaim): Promise<Verdict> {
    return this.call("POST", "/_sandbox/jssdk/check", claim).then((body) => Verdict.parse(body));
  }

  act(type: string, fields: Record<string, unknown>): Promise<Record<string, unknown>> {
    return this.call("POST", "/_sandbox/actions", { type, ...fields }).then((body) => z.looseObject({}).parse(body));
  }

  async call(method: "GET" | "POST", path: string, body?: unknown): Promise<unknown> {
    let response: Response;
    try {
      response = await fetch(new URL(path, this.url), {
        method,
        headers: body === undefined ? {} : { "content-type": "application/json" },
        body: body === undefined ? null : JSON.stringify(body),
      });
    } catch (error) {
      if (error instanceof TypeError) throw new CoreError("unreachable", `sandbox core does not answer at ${this.url}`);
      throw error;
    }
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) return answer;
    const refusal = z
      .looseObject({ error: z.looseObject({ code: z.string(), message: z.string() }) })
      .safeParse(answer);
    throw refusal.success
      ? new CoreError(refusal.data.error.code, refusal.data.error.message)
      : new CoreError("http", `${path} answered ${response.status}`);
  }
}
