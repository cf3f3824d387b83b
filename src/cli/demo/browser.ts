/**
 * A person at a browser, without the browser: keeps cookies, follows redirects, signs in through WeCom's authorise page.
 * Cookies are kept per host name, as browsers do.
 */
export class Browser {
  readonly #cookies = new Map<string, string>();

  constructor(
    readonly base: string,
    readonly userAgent: string,
  ) {}

  setCookie(name: string, value: string) {
    this.#cookies.set(name, value);
  }

  /** Opens a page and follows redirects to the end. @returns the last answer. */
  async open(url: string): Promise<Response> {
    let target = new URL(url, this.base);
    for (let hop = 0; hop < 10; hop += 1) {
      const response = await this.#fetch(target, { headers: { accept: "text/html" } });
      const location = response.headers.get("location");
      if (response.status < 300 || response.status >= 400 || !location) return response;
      target = new URL(location, target);
    }
    throw new Error(`too many redirects at ${target.origin}${target.pathname}`);
  }

  async get<T>(path: string): Promise<T> {
    return this.#json<T>("GET", path);
  }

  async post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.#json<T>("POST", path, body);
  }

  async put<T>(path: string, body: unknown): Promise<T> {
    return this.#json<T>("PUT", path, body);
  }

  async #json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.#fetch(new URL(path, this.base), {
      method,
      headers: { accept: "application/json", ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status} ${text.slice(0, 300)}`);
    return JSON.parse(text) as T;
  }

  async #fetch(url: URL, init: RequestInit): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, {
      ...init,
      redirect: "manual",
      signal: AbortSignal.timeout(20_000),
      headers: { ...(init.headers as Record<string, string>), "user-agent": this.userAgent, ...(cookie && { cookie }) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const at = pair.indexOf("=");
      const value = pair.slice(at + 1);
      if (value === "" || /max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) this.#cookies.delete(pair.slice(0, at));
      else this.#cookies.set(pair.slice(0, at), value);
    }
    return response;
  }
}

/** What the desktop client of WeCom sends. */
export const CLIENT_AGENT =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 wxwork/4.1.36 MicroMessenger/7.0.1";
