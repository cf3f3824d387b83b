import { Agent, get } from "node:http";
import type { MessageHitsPage } from "../../src/conversations/message-search.schema";
import type { Wire } from "../../web/shared/wire";

export type Hits = Wire<MessageHitsPage>;

/** One client that asks one question after another, as a person does. */
export class Client {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(
    readonly url: string,
    readonly token: string,
  ) {}

  /** @returns the answer and the milliseconds until its last byte. */
  async ask(params: Record<string, string>): Promise<{ hits: Hits; ms: number }> {
    const startedAt = performance.now();
    const { status, body } = await this.#get(`/api/v1/messages/search?${new URLSearchParams(params)}`);
    const ms = performance.now() - startedAt;
    if (status !== 200) throw new Error(`search: ${status} for ${JSON.stringify(params)}: ${body.slice(0, 300)}`);
    return { hits: JSON.parse(body) as Hits, ms };
  }

  close(): void {
    this.#agent.destroy();
  }

  #get(path: string): Promise<{ status: number; body: string }> {
    return new Promise((resolve, reject) => {
      get(
        `${this.url}${path}`,
        { agent: this.#agent, headers: { authorization: `Bearer ${this.token}` } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.once("end", () =>
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
          );
          response.once("error", reject);
        },
      ).once("error", reject);
    });
  }
}
