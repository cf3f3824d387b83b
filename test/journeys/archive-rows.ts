import { constants, generateKeyPairSync, type KeyObject, publicEncrypt } from "node:crypto";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sealMessage } from "../../sandbox/archive-sdk/seal";

/** What must be kept of a row: readable, or parked and why. */
export type Fate = "stored" | "key_wrong" | "key_missing" | "host_crash" | "sdk_-1" | "msgid_mismatch" | "not_json";

const CUSTOMERS = 500;
const MEMBERS = ["lin", "gao", "mei"];
const BEGAN_MS = Date.UTC(2026, 2, 2, 2);

/** Rows as WeCom might hand them out on its worst day, sealed as the stand-in library seals, and what must become of each. */
export class ArchiveRows {
  /** By msgid; rows that bear a wrong msgid are counted alone. */
  readonly fates = new Map<string, Fate>();
  mismatched = 0;
  seq = 0;
  readonly #keys = [newKey(), newKey()] as const;
  readonly #stranger = newKey();
  #last: Record<string, unknown> | undefined;

  constructor(readonly folder: string) {
    for (const [i, key] of this.#keys.entries()) {
      writeFileSync(join(folder, `${i + 1}.pem`), key.privateKey.export({ type: "pkcs8", format: "pem" }));
    }
  }

  /** For WECOM_ARCHIVE_KEYS: versions 1 and 2, mixed in every page. */
  get keyList(): string {
    return this.#keys.map((_, i) => `${i + 1}:${join(this.folder, `${i + 1}.pem`)}`).join(",");
  }

  append(count: number): void {
    let lines = "";
    for (let i = 0; i < count; i += 1) lines += `${JSON.stringify(this.#next())}\n`;
    appendFileSync(join(this.folder, "rows.jsonl"), lines);
  }

  #next(): Record<string, unknown> {
    // seq has gaps of its own, as WeCom's has.
    this.seq += this.seq % 37 === 36 ? 5 : 1;
    const { seq } = this;
    const n = this.fates.size + this.mismatched + 1;
    if (n % 50 === 7 && this.#last) {
      const again = { ...this.#last, seq };
      this.#last = undefined;
      return again;
    }
    const msgid = `${seq}_${n}_external`;
    const sealed = this.#sealed(n, msgid);
    if (sealed.fate === "msgid_mismatch") this.mismatched += 1;
    else this.fates.set(msgid, sealed.fate);
    const line = { seq, msgid, publickey_ver: sealed.version, ...sealed.texts };
    this.#last = line;
    return line;
  }

  #sealed(n: number, msgid: string): { fate: Fate; version: number; texts: Texts } {
    const version = 1 + (n % 2);
    const key = this.#keys[version - 1]!.publicKey;
    const text = messageOf(n, msgid);
    switch (n % 200) {
      case 23:
        return { fate: "key_wrong", version, texts: seal(this.#stranger.publicKey, text) };
      case 41:
        return { fate: "key_missing", version: 9, texts: seal(this.#stranger.publicKey, text) };
      case 59:
        return { fate: "host_crash", version, texts: seal(key, text, deadly) };
      case 83:
        return { fate: "sdk_-1", version, texts: seal(key, text, (message) => message.slice(0, 40)) };
      case 131:
        return { fate: "msgid_mismatch", version, texts: seal(key, messageOf(n, `other${n}`)) };
      case 177:
        return { fate: "not_json", version, texts: seal(key, "not json") };
      default:
        return { fate: "stored", version, texts: seal(key, text) };
    }
  }
}

function newKey(): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync("rsa", { modulusLength: 2048 });
}

interface Texts {
  encrypt_random_key: string;
  encrypt_chat_msg: string;
}

const DEADLY = { preLen: 200, sLen: 100 };
/** The key info names 100 characters where 60 are left: the library cuts beyond the end and aborts. */
const deadly = (message: string) => message.slice(0, 45 + DEADLY.preLen + 60);

function seal(publicKey: KeyObject, text: string, damage?: (message: string) => string): Texts {
  const { key, message } = sealMessage(text, damage === deadly ? DEADLY : {});
  const encrypted = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(key));
  return { encrypt_random_key: encrypted.toString("base64"), encrypt_chat_msg: damage ? damage(message) : message };
}

function messageOf(n: number, msgid: string): string {
  const customer = `wmCHAOS${n % CUSTOMERS}`;
  const member = MEMBERS[(n % CUSTOMERS) % MEMBERS.length]!;
  const [from, to] = n % 3 === 0 ? [member, customer] : [customer, member];
  const msgtype = n % 97 === 0 ? "type_from_the_future" : "text";
  const payload = msgtype === "text" ? { content: `第 ${n} 句` } : { whatever: 1 };
  const base = { msgid, action: "send", from, tolist: [to], roomid: "", msgtime: BEGAN_MS + n * 500, msgtype };
  return JSON.stringify({ ...base, [msgtype]: payload });
}
