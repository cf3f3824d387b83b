import { type Agent, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";

export interface HttpAnswer {
  /** Null when no answer came. */
  status: number | null;
  body: string;
  problem: "refused" | "timeout" | "aborted" | null;
}

/** One request as WeCom makes it: a deadline for the whole answer, after which the connection is dropped. Never throws. */
export function send(
  url: URL,
  options: { method: "GET" | "POST"; body?: string; timeoutMs: number; signal: AbortSignal; agent?: Agent | null },
): Promise<HttpAnswer> {
  return new Promise((resolve) => {
    const request = url.protocol === "https:" ? httpsRequest : httpRequest;
    const body = options.body === undefined ? undefined : Buffer.from(options.body);
    const headers = body ? { "content-type": "text/xml", "content-length": body.length } : {};
    let late = false;
    const { method, signal } = options;
    const agent = url.protocol === "http:" && options.agent ? options.agent : false;
    const outgoing = request(url, { method, headers, agent, signal });
    const timer = setTimeout(() => {
      late = true;
      outgoing.destroy();
    }, options.timeoutMs);
    const finish = (answer: HttpAnswer): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    const fail = (): void => {
      const problem = options.signal.aborted ? "aborted" : late ? "timeout" : "refused";
      finish({ status: null, body: "", problem });
    };
    outgoing.on("error", fail);
    outgoing.on("response", (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", fail);
      response.on("close", fail);
      response.on("end", () => {
        finish({ status: response.statusCode ?? null, body: Buffer.concat(parts).toString("utf8"), problem: null });
      });
    });
    outgoing.end(body);
  });
}
