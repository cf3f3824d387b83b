import { isUtf8 } from "node:buffer";
import { createDecipheriv, timingSafeEqual } from "node:crypto";
import { getSignature } from "@wecom/crypto";
import { AppError } from "../platform/errors";
import { CallbackUnreadableError } from "./callback-xml";

export class CallbackSignatureError extends AppError {
  constructor() {
    super("callback.bad_signature", "msg_signature does not match", { status: 401 });
  }
}

export class CallbackReceiverError extends AppError {
  constructor() {
    super("callback.wrong_receiver", "The message is for another company", { status: 403 });
  }
}

export interface CallbackKeys {
  token: string;
  aesKey: string;
  corpId: string;
}

export interface SealedCallback {
  signature: string;
  timestamp: string;
  nonce: string;
  /** Base64 of the ciphertext: `Encrypt` of a POST, `echostr` of a GET. */
  encrypted: string;
}

/** AES blocks of 16 bytes, padded by WeCom to 32. */
const PADDED_TO = 32;
const RANDOM_BYTES = 16;
const HEAD_BYTES = RANDOM_BYTES + 4;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Opens what WeCom pushes. Of `@wecom/crypto` only the signature is used: its `decrypt` checks neither receiver nor padding
 * and cuts a wrong length silently, and to seal again what it opened, in order to compare, took longer than all the rest.
 *
 * @throws {CallbackSignatureError} 401, {CallbackUnreadableError} 400, {CallbackReceiverError} 403
 * @see https://developer.work.weixin.qq.com/document/path/90968
 */
export function openCallback(keys: CallbackKeys, sealed: SealedCallback): string {
  if (!signatureMatches(keys.token, sealed)) throw new CallbackSignatureError();
  const plain = unpadded(decrypted(keys.aesKey, sealed.encrypted));
  if (plain.length < HEAD_BYTES) throw new CallbackUnreadableError("too short");
  const end = HEAD_BYTES + plain.readUInt32BE(RANDOM_BYTES);
  if (end > plain.length) throw new CallbackUnreadableError("wrong length");
  const message = plain.subarray(HEAD_BYTES, end);
  if (!isUtf8(message)) throw new CallbackUnreadableError("not UTF-8");
  if (plain.toString("utf8", end) !== keys.corpId) throw new CallbackReceiverError();
  return message.toString("utf8");
}

function decrypted(aesKey: string, encrypted: string): Buffer {
  if (!BASE64.test(encrypted)) throw new CallbackUnreadableError("not Base64");
  const data = Buffer.from(encrypted, "base64");
  const isWhole = data.length > 0 && data.length % PADDED_TO === 0;
  if (!isWhole || data.toString("base64") !== encrypted) {
    throw new CallbackUnreadableError("not ciphertext");
  }
  const key = Buffer.from(`${aesKey}=`, "base64");
  const decipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  const plain = decipher.update(data);
  decipher.final();
  return plain;
}

/** PKCS#7 to 32 bytes: the last byte says how many there are, and all of them say the same. */
function unpadded(plain: Buffer): Buffer {
  const count = plain[plain.length - 1] ?? 0;
  const start = plain.length - count;
  if (count < 1 || count > PADDED_TO || plain.subarray(start).some((byte) => byte !== count)) {
    throw new CallbackUnreadableError("not encrypted with this key");
  }
  return plain.subarray(0, start);
}

function signatureMatches(token: string, sealed: SealedCallback): boolean {
  const expected = Buffer.from(getSignature(token, sealed.timestamp, sealed.nonce, sealed.encrypted), "latin1");
  const given = Buffer.from(sealed.signature, "latin1");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
