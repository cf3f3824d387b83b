import { constants, createCipheriv, type KeyObject, publicEncrypt, randomBytes, randomInt } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function randomText(length: number): string {
  return Array.from(randomBytes(length), (byte) => ALPHABET[byte & 63]).join("");
}

function sealText(key: string, plaintext: Buffer): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv("aes-256-cbc", Buffer.from(key, "latin1"), iv);
  return Buffer.concat([iv, cipher.update(plaintext), cipher.final()]).toString("base64");
}

/** A protobuf varint; negative numbers take ten bytes, as int32 fields do. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(left & 127n) | (left > 127n ? 128 : 0));
    left >>= 7n;
  } while (left > 0n);
  return Buffer.from(bytes);
}

export interface Layout {
  preLen: number;
  endLen: number;
  sLen: number;
}

export interface SealedMessage {
  /** What DecryptData wants as its first argument: the RSA plaintext. */
  key: string;
  /** `encrypt_chat_msg` */
  message: string;
}

/** The key info that unlocks a message, packed under the 32 characters that the message carries. */
export function sealKeyInfo(carriedKey: string, bodyKey: string, layout: Layout): string {
  const head = Buffer.concat([Buffer.from([0x0a]), varint(bodyKey.length), Buffer.from(bodyKey, "latin1")]);
  const numbers = [0x10, layout.preLen, 0x18, layout.endLen, 0x20, layout.sLen];
  return sealText(
    carriedKey,
    Buffer.concat([
      head,
      ...numbers.map((value, index) => (index % 2 === 0 ? Buffer.from([value as number]) : varint(value as number))),
    ]),
  );
}

/** Encrypts as WeCom does (conversation-archive fact sheet, section 5). Lengths not given are random. */
export function sealMessage(plaintext: string | Buffer, given: Partial<Layout> = {}): SealedMessage {
  const carriedKey = randomText(32);
  const bodyKey = randomText(32);
  const body = sealText(bodyKey, Buffer.from(plaintext));
  const layout: Layout = {
    preLen: given.preLen ?? randomInt(0, 20),
    endLen: given.endLen ?? randomInt(0, 20),
    sLen: given.sLen ?? randomInt(1, Math.min(20, body.length)),
  };
  const message = [
    randomText(13),
    carriedKey,
    randomText(layout.preLen),
    body.slice(0, layout.sLen),
    randomText(layout.sLen),
    body.slice(layout.sLen),
    randomText(layout.endLen),
  ].join("");
  return { key: sealKeyInfo(carriedKey, bodyKey, layout), message };
}

export interface ArchiveRow {
  seq: number;
  msgid: string;
  publickey_ver: number;
  encrypt_random_key: string;
  encrypt_chat_msg: string;
  /** Unix milliseconds of the sandbox's clock; stays in the file. */
  at: number;
}

/** One line's worth of rows.jsonl. */
export function sealRow(row: { seq: number; json: object; at: number; version?: number; publicKey: KeyObject }) {
  const msgid = `${row.seq}_${row.at}_external`;
  const sealed = sealMessage(JSON.stringify({ msgid, ...row.json }));
  const randomKey = publicEncrypt(
    { key: row.publicKey, padding: constants.RSA_PKCS1_PADDING },
    Buffer.from(sealed.key),
  );
  const sealedRow: ArchiveRow = {
    seq: row.seq,
    msgid,
    publickey_ver: row.version ?? 1,
    encrypt_random_key: randomKey.toString("base64"),
    encrypt_chat_msg: sealed.message,
    at: row.at,
  };
  return sealedRow;
}
