import { constants, createCipheriv, type KeyObject, publicEncrypt, randomBytes, randomInt } from "node:crypto";

/** AES-256-CBC with its IV in front, the key being text used as it stands. */
function aesEncrypt(keyText: string, plain: Buffer): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv("aes-256-cbc", Buffer.from(keyText, "latin1"), iv);
  return Buffer.concat([iv, cipher.update(plain), cipher.final()]).toString("base64");
}

const base64Junk = (length: number): string => randomBytes(length).toString("base64").slice(0, length);

/** protobuf: field 1 the message key, 2 and 3 the junk before and after, 4 the length of the split. */
function keyInfo(key: string, before: number, after: number, split: number): Buffer {
  const head = Buffer.from([0x0a, key.length]);
  return Buffer.concat([head, Buffer.from(key, "latin1"), Buffer.from([0x10, before, 0x18, after, 0x20, split])]);
}

/**
 * Encrypts one message as the archive stores it: the layout `13 junk | 32 key | junk | split real | split junk |
 * rest real | junk`, its key information RSA-encrypted (PKCS#1 v1.5) for the corp's public key.
 */
export function encryptMessage(publicKey: KeyObject, json: string): { randomKey: string; message: string } {
  const messageKey = base64Junk(32);
  const outerKey = base64Junk(32);
  const body = aesEncrypt(messageKey, Buffer.from(json, "utf8"));
  const [before, after] = [randomInt(0, 24), randomInt(0, 24)];
  const split = randomInt(1, Math.min(body.length, 32) + 1);
  const message = [
    base64Junk(13),
    outerKey,
    base64Junk(before),
    body.slice(0, split),
    base64Junk(split),
    body.slice(split),
    base64Junk(after),
  ].join("");
  const info = aesEncrypt(outerKey, keyInfo(messageKey, before, after, split));
  const block = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(info, "latin1"));
  return { randomKey: block.toString("base64"), message };
}
