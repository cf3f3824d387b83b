import { constants, createDecipheriv, createPublicKey, privateDecrypt } from "node:crypto";
import { newArchiveKey } from "./archive";
import { encryptMessage } from "./archive-crypto";

/** Conversation-archive §4 and §5, step by step. */
function decrypt(privateKey: string, randomKey: string, message: string): string {
  const block = privateDecrypt(
    { key: privateKey, padding: constants.RSA_NO_PADDING },
    Buffer.from(randomKey, "base64"),
  );
  expect([block[0], block[1]]).toEqual([0, 2]);
  const end = block.indexOf(0, 2);
  expect(end).toBeGreaterThanOrEqual(10);
  const info = aes(message.slice(13, 45), block.subarray(end + 1).toString("latin1"));
  const key = info.subarray(2, 2 + info[1]!).toString("latin1");
  const [, before, , after, , split] = info.subarray(2 + info[1]!);
  expect(split).toBeGreaterThan(0);
  expect(2 * split!).toBeLessThan(message.length);
  const body = message.slice(45 + before!);
  const joined = body.slice(0, split) + body.slice(2 * split!);
  return aes(key, joined.slice(0, joined.length - after!)).toString("utf8");
}

function aes(keyText: string, text: string): Buffer {
  const raw = Buffer.from(text, "base64");
  expect(raw.length % 16).toBe(0);
  const decipher = createDecipheriv("aes-256-cbc", Buffer.from(keyText, "latin1"), raw.subarray(0, 16));
  return Buffer.concat([decipher.update(raw.subarray(16)), decipher.final()]);
}

describe("archive rows", () => {
  const key = newArchiveKey(1);
  const publicKey = createPublicKey(key.publicKey);

  it("come back byte for byte, whatever their length and junk", () => {
    for (let length = 0; length < 120; length++) {
      const text = `{"t":"${"合同📦x".repeat(length).slice(0, length)}"}`;
      const row = encryptMessage(publicKey, text);
      expect(row.randomKey).toHaveLength(344);
      expect(row.message).toMatch(/^[A-Za-z0-9+/=]{64,}$/);
      expect(decrypt(key.privateKey, row.randomKey, row.message)).toBe(Buffer.from(text).toString("utf8"));
    }
  });
});
