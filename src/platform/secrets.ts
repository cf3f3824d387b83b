import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";

/** What is stored of a bearer token or session id: useless to whoever reads the table. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** 256 bits, URL-safe. The prefix tells a person (and secret scanners) what was leaked. */
export function newToken(prefix: string): string {
  return `${prefix}_${randomBytes(32).toString("base64url")}`;
}

export function sameText(a: string, b: string): boolean {
  const left = createHash("sha256").update(a).digest();
  const right = createHash("sha256").update(b).digest();
  return timingSafeEqual(left, right);
}

/** A key of its own for each purpose, all drawn from EVERGREEN_SECRET. */
function derive(secret: string, purpose: string): Buffer {
  const name = JSON.stringify([secret, purpose]);
  const known = derived.get(name) ?? Buffer.from(hkdfSync("sha256", secret, "evergreen", purpose, 32));
  derived.set(name, known);
  return known;
}

/** Purposes are a handful of words of ours. */
const derived = new Map<string, Buffer>();

/** Short proof that a public link was made by us; 128 bits, URL-safe. */
export function sign(secret: string, purpose: string, value: string): string {
  return createHmac("sha256", derive(secret, purpose)).update(value).digest().subarray(0, 16).toString("base64url");
}

export function seal(secret: string, purpose: string, plaintext: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", derive(secret, purpose), iv);
  const body = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64url");
}

/** @throws when the value was not sealed with this secret and purpose. */
export function unseal(secret: string, purpose: string, sealed: string): string {
  const raw = Buffer.from(sealed, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", derive(secret, purpose), raw.subarray(0, 12));
  decipher.setAuthTag(raw.subarray(12, 28));
  return Buffer.concat([decipher.update(raw.subarray(28)), decipher.final()]).toString("utf8");
}
