import type { Redis } from "ioredis";
import { z } from "zod";
import type { Clock } from "../platform/clock";
import type { Config } from "../platform/config";
import type { Logger } from "../platform/log";
import { CachedSecret, fingerprint } from "./cached-secret";
import { WecomError, WecomUnreachableError } from "./errors";
import { EndpointPacing } from "./pacing";
import { SharedQuota } from "./shared-quota";
import { TIMEOUT_MS, Transport } from "./transport";
import { verdictOf } from "./verdicts";

export type WecomConfig = Config["wecom"] & { archiveSecret?: string | undefined };
export type SecretKind = "app" | "archive";

export interface WecomCall<S extends z.ZodType> {
  method: "GET" | "POST";
  /** Below /cgi-bin/, such as `externalcontact/get`. */
  path: string;
  query?: Record<string, string | number | undefined>;
  /** JSON, or a FormData for uploads. */
  body?: unknown;
  /** Of the whole answer; use `z.looseObject`, because WeCom adds fields. */
  schema: S;
  /** Whose token; default the app's. */
  secret?: SecretKind;
  /** "safe": repeating is harmless, so a busy or lost call is repeated here, at most three times. "never": the caller decides. */
  retry: "safe" | "never";
  timeoutMs?: number;
}

export interface WecomClient {
  readonly corpId: string;
  readonly agentId: number;
  /**
   * @returns the parsed answer of a successful call (errcode absent or 0).
   * @throws {WecomError} when WeCom refuses; {WecomUnreachableError} when the answer was lost and the call may have worked.
   */
  call<S extends z.ZodType>(call: WecomCall<S>): Promise<z.output<S>>;
  /** `corp` signs getConfigSignature, `agent` getAgentConfigSignature. Stays on the server. */
  jsapiTicket(kind: "corp" | "agent"): Promise<string>;
  /** How far this machine's clock is ahead of WeCom's, in real time and good to a second; null before an answer came. */
  clockAheadMs(): number | null;
  close(): void;
}

export interface CreateWecomClientOptions {
  config: WecomConfig;
  redis: Redis;
  redisPrefix: string;
  log: Logger;
  clock: Clock;
}

const SAFE_TRIES = 4;
const RETRY_BASE_MS = 200;
/** After a refused secret nobody asks again for so long (real time): many wrong secrets get the whole IP banned for an hour. */
const REFUSED_HOLD_MS = 60_000;

const TokenAnswer = z.looseObject({ access_token: z.string().min(1), expires_in: z.number().positive() });
const TicketAnswer = z.looseObject({ ticket: z.string().min(1), expires_in: z.number().positive() });

export function createWecomClient(options: CreateWecomClientOptions): WecomClient {
  return new Client(options);
}

class Client implements WecomClient {
  readonly corpId: string;
  readonly agentId: number;
  readonly #transport: Transport;
  readonly #tokens = new Map<SecretKind, CachedSecret>();
  readonly #tickets = new Map<"corp" | "agent", CachedSecret>();
  readonly #pacing = new Map<string, EndpointPacing>();
  readonly #refused = new Map<SecretKind, { error: WecomError; untilMs: number }>();

  constructor(readonly options: CreateWecomClientOptions) {
    this.corpId = options.config.corpId;
    this.agentId = options.config.agentId;
    this.#transport = new Transport(options.config.apiBase);
  }

  clockAheadMs(): number | null {
    return this.#transport.clockAheadMs;
  }

  close(): void {
    this.#transport.close();
  }

  async call<S extends z.ZodType>(call: WecomCall<S>): Promise<z.output<S>> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return call.schema.parse(await this.#callWithToken(call));
      } catch (error) {
        if (!this.#repeats(call, error, attempt)) throw error;
        await sleep(RETRY_BASE_MS * 2 ** (attempt - 1) * (0.75 + Math.random() * 0.5));
      }
    }
  }

  jsapiTicket(kind: "corp" | "agent"): Promise<string> {
    let ticket = this.#tickets.get(kind);
    if (!ticket) {
      const [path, query] = kind === "corp" ? ["get_jsapi_ticket", {}] : ["ticket/get", { type: "agent_config" }];
      ticket = this.#cached(`ticket-${kind}:${this.#secretOf("app").mark}`, async () => {
        const answer = await this.call({ method: "GET", path, query, schema: TicketAnswer, retry: "safe" });
        return { value: answer.ticket, expiresInSeconds: answer.expires_in };
      });
      this.#tickets.set(kind, ticket);
    }
    return ticket.get();
  }

  /** Only refusals without effect and lost answers of harmless calls; a pause of minutes is left to the queue. */
  #repeats(call: WecomCall<z.ZodType>, error: unknown, attempt: number): boolean {
    if (call.retry !== "safe" || attempt >= SAFE_TRIES) return false;
    if (error instanceof WecomUnreachableError) return true;
    if (!(error instanceof WecomError) || error.verdict !== "retry_later") return false;
    return (verdictOf(error.errcode).pauseSeconds ?? 0) <= 1;
  }

  async #callWithToken(call: WecomCall<z.ZodType>): Promise<Record<string, unknown>> {
    const tokens = this.#tokenCache(call.secret ?? "app");
    const token = await tokens.get();
    try {
      return await this.#send(call, token);
    } catch (error) {
      if (!(error instanceof WecomError) || error.verdict !== "refresh_token") throw error;
      return await this.#send(call, await tokens.replace(token));
    }
  }

  async #send(call: WecomCall<z.ZodType>, token: string | null): Promise<Record<string, unknown>> {
    const pacing = this.#pacingOf(call.path);
    return pacing.run(async () => {
      const startedAt = performance.now();
      const answer = await this.#transport.send({
        method: call.method,
        path: call.path,
        query: { ...defined(call.query), ...(token !== null && { access_token: token }) },
        timeoutMs: call.timeoutMs ?? TIMEOUT_MS,
        repeatable: call.retry === "safe",
        ...(call.body !== undefined && { body: call.body }),
      });
      const errcode = typeof answer.errcode === "number" ? answer.errcode : 0;
      pacing.report(errcode);
      const durationMs = Math.round(performance.now() - startedAt);
      this.options.log.debug({ corpId: this.corpId, api: call.path, errcode, durationMs }, "wecom call");
      if (errcode !== 0) throw this.#refusal(call.path, errcode, String(answer.errmsg ?? ""));
      return answer;
    });
  }

  #refusal(api: string, errcode: number, errmsg: string): WecomError {
    const error = new WecomError(api, errcode, errmsg);
    const { corpId } = this;
    if (error.verdict === "misconfigured") {
      this.options.log.error({ alarm: "wecom.misconfigured", corpId, api, errcode, ...error.details }, error.message);
    } else if (errmsg.includes("wrong json format")) {
      // WeCom may have read half of the body: a mistake of ours whatever the code says.
      this.options.log.error({ alarm: "wecom.wrong_json", corpId, api, errcode }, "WeCom could not read our request");
    }
    return error;
  }

  #pacingOf(path: string): EndpointPacing {
    let pacing = this.#pacing.get(path);
    if (!pacing) {
      const { redis, redisPrefix, clock } = this.options;
      pacing = new EndpointPacing(
        path,
        clock,
        new SharedQuota(redis, `${redisPrefix}:wecom:${this.corpId}:quota:${path}`),
      );
      this.#pacing.set(path, pacing);
    }
    return pacing;
  }

  #secretOf(kind: SecretKind): { secret: string; mark: string } {
    const { config } = this.options;
    const secret = kind === "app" ? config.appSecret : config.archiveSecret;
    if (!secret) throw new WecomError("gettoken", 41004, `no secret configured for ${kind}`);
    return { secret, mark: fingerprint(secret) };
  }

  #tokenCache(kind: SecretKind): CachedSecret {
    let cache = this.#tokens.get(kind);
    if (!cache) {
      const { secret, mark } = this.#secretOf(kind);
      cache = this.#cached(`token-${kind}:${mark}`, () => this.#fetchToken(kind, secret));
      this.#tokens.set(kind, cache);
    }
    return cache;
  }

  #cached(name: string, fetch: () => Promise<{ value: string; expiresInSeconds: number }>): CachedSecret {
    const { redis, redisPrefix, clock } = this.options;
    return new CachedSecret({ redis, clock, key: `${redisPrefix}:wecom:${this.corpId}:${name}`, fetch });
  }

  /** @see https://developer.work.weixin.qq.com/document/path/91039 */
  async #fetchToken(kind: SecretKind, secret: string): Promise<{ value: string; expiresInSeconds: number }> {
    const refused = this.#refused.get(kind);
    if (refused && Date.now() < refused.untilMs) throw refused.error;
    try {
      const query = { corpid: this.corpId, corpsecret: secret };
      const answer = TokenAnswer.parse(
        await this.#send({ method: "GET", path: "gettoken", query, schema: TokenAnswer, retry: "safe" }, null),
      );
      this.#refused.delete(kind);
      return { value: answer.access_token, expiresInSeconds: answer.expires_in };
    } catch (error) {
      if (error instanceof WecomError && error.verdict === "misconfigured") {
        this.#refused.set(kind, { error, untilMs: Date.now() + REFUSED_HOLD_MS });
      }
      throw error;
    }
  }
}

function defined(query: WecomCall<z.ZodType>["query"]): Record<string, string | number> {
  const entries = Object.entries(query ?? {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string | number] => entry[1] !== undefined));
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
