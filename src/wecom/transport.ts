import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import axios, { type AxiosInstance, isAxiosError } from "axios";
import { WecomUnreachableError } from "./errors";

export const TIMEOUT_MS = 10_000;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
/** The connection was never made, so WeCom cannot have done anything. */
const NEVER_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ERR_INVALID_URL",
]);

export interface WireRequest {
  method: "GET" | "POST";
  path: string;
  query: Record<string, string | number>;
  body?: unknown;
  timeoutMs: number;
  /** Whether repeating the call is harmless. */
  repeatable: boolean;
}

/** HTTP and nothing else: one JSON object out, or {@link WecomUnreachableError}. */
export class Transport {
  readonly #http: AxiosInstance;
  readonly #agents: (HttpAgent | HttpsAgent)[];
  /** How far this machine's clock is ahead of WeCom's, by the latest answer's Date; null before one. Good to a second. */
  clockAheadMs: number | null = null;

  constructor(apiBase: string) {
    const agentOptions = { keepAlive: true, maxSockets: 32, maxFreeSockets: 8 };
    const httpAgent = new HttpAgent(agentOptions);
    const httpsAgent = new HttpsAgent(agentOptions);
    this.#agents = [httpAgent, httpsAgent];
    this.#http = axios.create({
      baseURL: `${apiBase}/cgi-bin/`,
      httpAgent,
      httpsAgent,
      maxRedirects: 0,
      maxBodyLength: 210 * 1024 * 1024,
      validateStatus: () => true,
      responseType: "text",
      transformResponse: [(data: unknown) => data],
      // Companies with one fixed address in 企业可信IP send their calls through a proxy; the local WeCom needs none.
      ...(LOOPBACK.test(new URL(apiBase).hostname) && { proxy: false as const }),
    });
  }

  async send(request: WireRequest): Promise<Record<string, unknown>> {
    let response: { status: number; data: unknown; headers?: unknown };
    try {
      response = await this.#http.request<unknown>({
        method: request.method,
        url: request.path,
        params: request.query,
        ...(request.body !== undefined && { data: request.body }),
        timeout: request.timeoutMs,
        signal: AbortSignal.timeout(request.timeoutMs + 1_000),
      });
    } catch (error) {
      const code = isAxiosError(error) ? (error.code ?? "no code") : "unknown";
      // The cause is dropped on purpose: the client's error object holds the URL with the token.
      throw new WecomUnreachableError(request.path, code, !NEVER_SENT.has(code), request.repeatable);
    }
    this.#readDate(response.headers);
    const answer = parseObject(response.data);
    if (!answer || (response.status !== 200 && answer.errcode === undefined)) {
      throw new WecomUnreachableError(request.path, `HTTP ${response.status}`, true, request.repeatable);
    }
    return answer;
  }

  #readDate(headers: unknown): void {
    const date = (headers as { date?: unknown } | undefined)?.date;
    const atMs = typeof date === "string" ? Date.parse(date) : Number.NaN;
    if (!Number.isNaN(atMs)) this.clockAheadMs = Date.now() - atMs;
  }

  close(): void {
    for (const agent of this.#agents) agent.destroy();
  }
}

function parseObject(data: unknown): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(String(data));
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
