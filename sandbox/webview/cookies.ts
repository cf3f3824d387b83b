/** Cookies of one client. A real member's client and a real customer's phone share none with each other or with a browser. */
interface Stored {
  value: string;
  path: string;
  httpOnly: boolean;
  expiresAt: number | null;
}

export function parseCookieHeader(header: string | undefined): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const part of (header ?? "").split(";")) {
    const at = part.indexOf("=");
    if (at > 0) cookies.set(part.slice(0, at).trim(), part.slice(at + 1).trim());
  }
  return cookies;
}

export class CookieJar {
  private readonly cookies = new Map<string, Stored>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Keeps what a Set-Cookie header says; an expired one removes the cookie. */
  store(setCookie: string): void {
    const [pair = "", ...attributes] = setCookie.split(";");
    const at = pair.indexOf("=");
    if (at <= 0) return;
    const stored: Stored = { value: pair.slice(at + 1).trim(), path: "/", httpOnly: false, expiresAt: null };
    for (const attribute of attributes) {
      const [key = "", value = ""] = attribute.split("=").map((text) => text.trim());
      const name = key.toLowerCase();
      if (name === "httponly") stored.httpOnly = true;
      else if (name === "path" && value.startsWith("/")) stored.path = value;
      else if (name === "expires" && stored.expiresAt === null) stored.expiresAt = Date.parse(value) || 0;
      else if (name === "max-age") stored.expiresAt = this.now() + Number(value) * 1000;
    }
    const key = `${pair.slice(0, at).trim()}\n${stored.path}`;
    if (stored.expiresAt !== null && stored.expiresAt <= this.now()) this.cookies.delete(key);
    else this.cookies.set(key, stored);
  }

  /** The Cookie header for a path, longer paths first (RFC 6265 §5.4). */
  header(path: string): string {
    return this.matching(path)
      .map(([name, stored]) => `${name}=${stored.value}`)
      .join("; ");
  }

  /** What scripts of a page at this path may read as `document.cookie`. */
  readable(path: string): string {
    return this.matching(path)
      .filter(([, stored]) => !stored.httpOnly)
      .map(([name, stored]) => `${name}=${stored.value}`)
      .join("; ");
  }

  private matching(path: string): [string, Stored][] {
    const found: [string, Stored][] = [];
    for (const [key, stored] of this.cookies) {
      if (stored.expiresAt !== null && stored.expiresAt <= this.now()) continue;
      const folder = stored.path.endsWith("/") ? stored.path : `${stored.path}/`;
      if (path === stored.path || path.startsWith(folder)) found.push([key.slice(0, key.indexOf("\n")), stored]);
    }
    return found.sort((a, b) => b[1].path.length - a[1].path.length);
  }
}

/** One jar per person: all frames of one member's client share a sign-in, two members never do. */
export class CookieJars {
  private readonly jars = new Map<string, CookieJar>();

  of(person: string): CookieJar {
    const known = this.jars.get(person);
    if (known) return known;
    const jar = new CookieJar();
    this.jars.set(person, jar);
    return jar;
  }
}
