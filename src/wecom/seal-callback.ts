import { randomBytes } from "node:crypto";
import { encrypt, getSignature } from "@wecom/crypto";
import type { CallbackKeys, SealedCallback } from "./callback-crypto";

/** Seals a text as WeCom would when it calls us: for passive replies and for the doctor's own GET check. */
export function sealCallback(keys: CallbackKeys, message: string, unixSeconds: number): SealedCallback {
  const timestamp = String(unixSeconds);
  const nonce = randomBytes(8).toString("hex");
  const encrypted = encrypt(keys.aesKey, message, keys.corpId, randomBytes(16));
  return { timestamp, nonce, encrypted, signature: getSignature(keys.token, timestamp, nonce, encrypted) };
}
