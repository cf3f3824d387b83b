import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { AppError } from "./errors";

/** Opens every value that did not come from a person's keyboard: a message may begin with any visible text. */
const MARK = "\u0002sealed:";
const MARK_BYTES = Buffer.from(MARK);
/** The version of a text that is kept as it is, although it begins like a sealed one. */
const PLAIN = 0;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** Where a value belongs. It is sealed together with it, so that a value moved to another row, column or corp does not open. */
export interface ContentPlace {
  /** `table.column`, such as `messages.text`. */
  column: string;
  corpId: string;
  /** What WeCom calls the row, such as a msgid; known before the row has an id. */
  row: string;
}

export interface ContentKey {
  version: number;
  key: Buffer;
}

/** A value that should open and does not: its key is not configured, or it was changed or moved. */
export class ContentSealedError extends AppError {
  constructor(
    readonly keyVersion: number,
    reason: "key_missing" | "changed",
  ) {
    super("content.sealed", `Content sealed with key ${keyVersion} does not open: ${reason}`, {
      status: 500,
      details: { keyVersion, reason },
    });
  }
}

/** A key of the ring that cannot be used. Names its version, never the key. */
export class ContentKeyError extends Error {}

/**
 * How the words of customers are kept: AES-256-GCM with the newest key, or as they are when no key is configured. The version
 * of the key stands in each value, so old and new keys, and rows from before the first key, live side by side.
 */
export class ContentCipher {
  private readonly keys: Map<number, Buffer>;
  /** The version that seals now; null when nothing is sealed. */
  readonly version: number | null;

  constructor(keys: ContentKey[]) {
    this.keys = new Map(keys.map(({ version, key }) => [version, key]));
    this.version = keys.length > 0 ? Math.max(...this.keys.keys()) : null;
  }

  seal(text: string, place: ContentPlace): string {
    if (this.version === null) return text.startsWith(MARK) ? `${MARK}${PLAIN}:${text}` : text;
    return `${MARK}${this.version}:${this.#encrypt(this.version, Buffer.from(text, "utf8"), place).toString("base64")}`;
  }

  /** The same for a file that is read whole, such as an export. */
  sealBytes(bytes: Buffer, place: ContentPlace): Buffer {
    if (this.version !== null) {
      return Buffer.concat([Buffer.from(`${MARK}${this.version}:`), this.#encrypt(this.version, bytes, place)]);
    }
    return bytes.subarray(0, MARK.length).equals(MARK_BYTES)
      ? Buffer.concat([Buffer.from(`${MARK}${PLAIN}:`), bytes])
      : bytes;
  }

  /** @throws {ContentSealedError} */
  open(stored: string, place: ContentPlace): string {
    if (!stored.startsWith(MARK)) return stored;
    const end = stored.indexOf(":", MARK.length);
    const version = Number(stored.slice(MARK.length, end));
    if (version === PLAIN) return stored.slice(end + 1);
    return this.#decrypt(version, Buffer.from(stored.slice(end + 1), "base64"), place).toString("utf8");
  }

  /** @throws {ContentSealedError} */
  openBytes(stored: Buffer, place: ContentPlace): Buffer {
    if (!stored.subarray(0, MARK.length).equals(MARK_BYTES)) return stored;
    const end = stored.indexOf(":", MARK.length);
    const version = Number(stored.toString("latin1", MARK.length, end));
    const body = stored.subarray(end + 1);
    return version === PLAIN ? body : this.#decrypt(version, body, place);
  }

  /** @returns iv, body and tag. */
  #encrypt(version: number, bytes: Buffer, place: ContentPlace): Buffer {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.keys.get(version)!, iv);
    cipher.setAAD(bytesOf(place));
    return Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  }

  #decrypt(version: number, raw: Buffer, place: ContentPlace): Buffer {
    const key = this.keys.get(version);
    if (!key) throw new ContentSealedError(version, "key_missing");
    try {
      const decipher = createDecipheriv("aes-256-gcm", key, raw.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAAD(bytesOf(place));
      decipher.setAuthTag(raw.subarray(-TAG_BYTES));
      const body = raw.subarray(IV_BYTES, -TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]);
    } catch {
      // Node's crypto has one answer for a changed body, a foreign place and a mutilated value.
      throw new ContentSealedError(version, "changed");
    }
  }

  /** Whether sealing again would change how the value is kept: it is plain, or under an older key. */
  isStale(stored: string): boolean {
    const current = this.version === null ? null : `${MARK}${this.version}:`;
    return current === null ? false : !stored.startsWith(current);
  }

  /**
   * The key of the search index's tokens (HMAC), drawn from the **oldest** key of the ring, so that adding a key does not make
   * the index unreadable. Dropping the oldest key means building the index anew: `id` tells which one it was built with.
   *
   * @returns null when nothing is sealed: tokens may stand as they are.
   */
  tokenKey(corpId: string): { id: number; key: Buffer } | null {
    if (this.version === null) return null;
    const id = Math.min(...this.keys.keys());
    return { id, key: Buffer.from(hkdfSync("sha256", this.keys.get(id)!, corpId, "evergreen search tokens", 32)) };
  }
}

function bytesOf(place: ContentPlace): Buffer {
  return Buffer.from(JSON.stringify([place.column, place.corpId, place.row]), "utf8");
}

const Base64Key = /^[A-Za-z0-9+/_-]{43}=?$/;

/**
 * Reads a ring of keys, each the base64 of 32 bytes, or the path of a file that holds it (or the 32 bytes themselves).
 *
 * @throws {ContentKeyError}
 */
export function readContentKeys(entries: { version: number; source: string }[]): ContentKey[] {
  return entries.map(({ version, source }) => {
    const key = Base64Key.test(source) ? Buffer.from(source, "base64") : keyOfFile(version, source);
    if (key.length !== KEY_BYTES) throw new ContentKeyError(`key ${version} is not ${KEY_BYTES} bytes long`);
    return { version, key };
  });
}

function keyOfFile(version: number, path: string): Buffer {
  let raw: Buffer;
  try {
    raw = readFileSync(path);
  } catch {
    throw new ContentKeyError(`the file of key ${version} cannot be read`);
  }
  return raw.length === KEY_BYTES ? raw : Buffer.from(raw.toString("utf8").trim(), "base64");
}
