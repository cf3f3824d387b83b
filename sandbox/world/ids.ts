import { randomBytes, randomInt } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Random letters and digits: what WeCom's ids, codes and secrets look like. */
export function randomText(length: number): string {
  let text = "";
  for (const byte of randomBytes(length)) text += ALPHABET[byte % ALPHABET.length];
  return text;
}

export function randomDigits(length: number): string {
  let text = String(randomInt(1, 10));
  while (text.length < length) text += String(randomInt(0, 10));
  return text;
}

export const randomHex = (bytes: number): string => randomBytes(bytes).toString("hex");

/** `wm…` WeChat users, `wo…` WeCom users, `wr…` groups, `et…` corp tags, `wk…` kf accounts: 32 characters as in the samples. */
export const prefixedId = (prefix: string): string => `${prefix}${randomText(32 - prefix.length)}`;
