import { constants, type KeyObject, privateDecrypt } from "node:crypto";

const MIN_PADDING_END = 10;
const Base64Text = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Opens `encrypt_random_key`. Padding is removed here: Node 20 refuses RSA_PKCS1_PADDING for decryption, and OpenSSL
 * builds with implicit rejection answer a wrong key with random bytes instead of an error.
 *
 * @returns the base64 text that DecryptData wants, or null for whatever is wrong, without saying what.
 */
export function openRandomKey(key: KeyObject, encrypted: string): string | null {
  let padded: Buffer;
  try {
    padded = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, Buffer.from(encrypted, "base64"));
  } catch {
    return null; // not the length of this key, or not below its modulus
  }
  const end = padded.indexOf(0, 2);
  if (padded[0] !== 0 || padded[1] !== 2 || end < MIN_PADDING_END) return null;
  const text = padded.subarray(end + 1).toString("latin1");
  return text.length % 4 === 0 && Base64Text.test(text) ? text : null;
}
