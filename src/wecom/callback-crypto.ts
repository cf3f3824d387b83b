import { timingSafeEqual } from "node:crypto";
import { decrypt, encrypt, getSignature } from "@wecom/crypto";
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
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Opens what WeCom pushes. `@wecom/crypto` neither checks signatures nor the receiver, takes any padding and cuts a wrong
 * length silently, so all of that is done here: what was opened must seal to the very same bytes again.
 *
 * @throws {CallbackSignatureError} 401, {CallbackUnreadableError} 400, {CallbackReceiverError} 403
 * @see https://developer.work.weixin.qq.com/document/path/90968
 */
export function openCallback(keys: CallbackKeys, sealed: SealedCallback): string {
  if (!signatureMatches(keys.token, sealed)) throw new CallbackSignatureError();
  if (!BASE64.test(sealed.encrypted) || Buffer.from(sealed.encrypted, "base64").length % PADDED_TO !== 0) {
    throw new CallbackUnreadableError("not ciphertext");
  }
  const opened = tryDecrypt(keys.aesKey, sealed.encrypted);
  const again = encrypt(keys.aesKey, opened.message, opened.id, opened.random);
  if (again.replace(/=+$/, "") !== sealed.encrypted.replace(/=+$/, "")) {
    throw new CallbackUnreadableError("not encrypted with this key");
  }
  if (opened.id !== keys.corpId) throw new CallbackReceiverError();
  return opened.message;
}

function signatureMatches(token: string, sealed: SealedCallback): boolean {
  const expected = Buffer.from(getSignature(token, sealed.timestamp, sealed.nonce, sealed.encrypted), "latin1");
  const given = Buffer.from(sealed.signature, "latin1");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function tryDecrypt(aesKey: string, encrypted: string) {
  try {
    return decrypt(aesKey, encrypted);
  } catch {
    throw new CallbackUnreadableError("cannot be decrypted");
  }
}
