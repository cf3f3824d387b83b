export interface PhoneMessage {
  at: number;
  from: string;
  via: string;
  text: string;
}

/** What people do in the local WeCom: the member's client, the customer's phone, the clock. Exists only where a sandbox answers. */
export class LocalWecom {
  constructor(readonly url: string) {}

  async isThere(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/_sandbox/clock`, { signal: AbortSignal.timeout(3_000) })).ok;
    } catch {
      return false;
    }
  }

  act<T = Record<string, string>>(type: string, fields: Record<string, unknown>): Promise<T> {
    return this.#call<T>("POST", "/actions", { type, ...fields });
  }

  async phone(externalUserid: string): Promise<PhoneMessage[]> {
    return (await this.#call<{ messages: PhoneMessage[] }>("GET", `/phones/${externalUserid}`)).messages;
  }

  async calls(path: string, after: number): Promise<{ n: number; body: Record<string, unknown>; errcode: number }[]> {
    const { entries } = await this.#call<{ entries: { n: number; kind: string; path?: string }[] }>(
      "GET",
      `/journal?after=${after}`,
    );
    return entries.filter((entry) => entry.kind === "api" && entry.path === path) as never;
  }

  async journalEnd(): Promise<number> {
    const { entries } = await this.#call<{ entries: { n: number }[] }>("GET", "/journal?after=0");
    return entries.at(-1)?.n ?? 0;
  }

  async now(): Promise<Date> {
    return new Date((await this.#call<{ now: number }>("GET", "/clock")).now * 1_000);
  }

  moveClock(at: Date): Promise<unknown> {
    return this.#call("POST", "/clock", { at: Math.floor(at.getTime() / 1_000) });
  }

  async #call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}/_sandbox${path}`, {
      method,
      signal: AbortSignal.timeout(30_000),
      ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    if (!response.ok)
      throw new Error(
        `local WeCom: ${method} ${path}: HTTP ${response.status} ${(await response.text()).slice(0, 300)}`,
      );
    return (await response.json()) as T;
  }
}
