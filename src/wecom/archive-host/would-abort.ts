import { createDecipheriv } from "node:crypto";
import type { EncryptedPair } from "./archive-host";

const JUNK = 13;
const HEAD = 45;
const IV = 16;

/**
 * Whether the library would abort over this pair: it cuts text out of the message at a place that the key info names, and
 * ends the process when that place lies beyond the end. Asked after a host has died, never instead of the library.
 */
export function wouldAbort({ key, message }: EncryptedPair): boolean {
  if (message.length < JUNK) return true;
  const info = openKeyInfo(message.slice(JUNK, HEAD), key);
  if (!info) return false;
  const [preLen, sLen] = [info.get(2) ?? 0, info.get(4) ?? 0];
  if (sLen <= 0 || 2 * sLen >= message.length || preLen + HEAD > message.length) return false;
  // A negative length is a huge one to the library: nothing would be left.
  const rest = preLen + HEAD < 0 ? 0 : message.length - HEAD - preLen;
  return sLen > rest;
}

/** Numbers of the key info by field; null when the library would answer with a code. */
function openKeyInfo(carriedKey: string, sealed: string): Map<number, number> | null {
  const raw = Buffer.from(sealed, "base64");
  if (raw.length < 2 * IV || raw.length % IV !== 0) return null;
  const aesKey = Buffer.alloc(32);
  aesKey.write(carriedKey, "latin1");
  try {
    const decipher = createDecipheriv("aes-256-cbc", aesKey, raw.subarray(0, IV));
    return readNumbers(Buffer.concat([decipher.update(raw.subarray(IV)), decipher.final()]));
  } catch {
    return null; // the padding does not fit: another key
  }
}

function readNumbers(bytes: Buffer): Map<number, number> | null {
  const numbers = new Map<number, number>();
  let at = 0;
  const varint = (): number => {
    let value = 0n;
    for (let shift = 0n; at < bytes.length; shift += 7n) {
      const byte = bytes[at++]!;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number(BigInt.asIntN(32, value));
    }
    return Number.NaN;
  };
  while (at < bytes.length) {
    const tag = varint();
    const value = varint();
    if (Number.isNaN(tag) || Number.isNaN(value)) return null;
    if ((tag & 7) === 0) numbers.set(tag >> 3, value);
    else if ((tag & 7) === 2 && value >= 0) at += value;
    else return null;
  }
  return numbers;
}
