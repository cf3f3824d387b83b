import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

const BLOCK = 32;

const keyOf = (aesKey: string): Buffer => Buffer.from(`${aesKey}=`, "base64");

/** sha1 over the four values in ASCII order; the same rule signs events, the url check and passive replies. */
export function sign(token: string, timestamp: string, nonce: string, data: string): string {
  return createHash("sha1").update([token, timestamp, nonce, data].sort().join("")).digest("hex");
}

/** `random(16) | length | message | receiveid`, padded PKCS#7 to blocks of 32, AES-256-CBC with the key's head as IV. */
export function seal(aesKey: string, message: string, receiveId: string, random = randomBytes(16)): string {
  const text = Buffer.from(message, "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  const plain = Buffer.concat([random, length, text, Buffer.from(receiveId, "utf8")]);
  const pad = BLOCK - (plain.length % BLOCK);
  const key = keyOf(aesKey);
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(pad, pad)), cipher.final()]).toString(
    "base64",
  );
}

/** @returns null when the text is not what `seal` makes with this key. */
export function open(aesKey: string, sealed: string): { message: string; receiveId: string } | null {
  const key = keyOf(aesKey);
  const data = Buffer.from(sealed, "base64");
  if (data.length === 0 || data.length % 16 !== 0) return null;
  const decipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(data), decipher.final()]);
  const pad = padded.at(-1) ?? 0;
  if (pad < 1 || pad > BLOCK) return null;
  const plain = padded.subarray(0, padded.length - pad);
  if (plain.length < 20) return null;
  const length = plain.readUInt32BE(16);
  if (length > plain.length - 20) return null;
  return {
    message: plain.subarray(20, 20 + length).toString("utf8"),
    receiveId: plain.subarray(20 + length).toString("utf8"),
  };
}
