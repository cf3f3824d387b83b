import { createCipheriv, createHash } from "node:crypto";
import { encrypt, getSignature } from "@wecom/crypto";
import { CallbackReceiverError, CallbackSignatureError, openCallback } from "./callback-crypto";
import { CallbackUnreadableError } from "./callback-xml";

const keys = {
  token: "TestToken0001",
  aesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
  corpId: "wwtest0000000001",
};

/** Ciphertext of any bytes, correct padding or not; the signature always fits. */
function seal(plain: Buffer) {
  const key = Buffer.from(`${keys.aesKey}=`, "base64");
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  return signed(Buffer.concat([cipher.update(plain), cipher.final()]).toString("base64"));
}

function signed(encrypted: string) {
  const timestamp = "1700000000";
  const nonce = "nonce01";
  return { encrypted, timestamp, nonce, signature: getSignature(keys.token, timestamp, nonce, encrypted) };
}

function frame(message: Buffer, id: string, length = message.length): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(length);
  return Buffer.concat([Buffer.from("0123456789abcdef"), size, message, Buffer.from(id)]);
}

function pad(data: Buffer): Buffer {
  const count = 32 - (data.length % 32);
  return Buffer.concat([data, Buffer.alloc(count, count)]);
}

describe("openCallback", () => {
  it("opens the known vectors: pads below and above the AES block", () => {
    const short = {
      timestamp: "1700000000",
      nonce: "nonce01",
      encrypted: "Q3stYC6hdFzMh9T8HCvyDJ7vSgqYEOf4GCjf3WkGoyNC/g3NiCUW4x6DzO2G+bOEGaI4t03EDstyoxDBP2NGgQ==",
      signature: "cea409ea56bac2454fe46d1b4b162e2c8fd9f7b2",
    };
    expect(openCallback(keys, short)).toBe("1234567890");
    const chinese = {
      timestamp: "1700000002",
      nonce: "nonce03",
      encrypted: "Q3stYC6hdFzMh9T8HCvyDERCnjbp7BvgyG+qWaWL8rPPqibePeVzH90PmEZO3cDkk7xzmgJRkHLjhVGTj5ed4w==",
      signature: "f6bc958ea556e7a85b447ae2cd5dc84701df36e7",
    };
    expect(openCallback(keys, chinese)).toBe("<xml><A>客户</A></xml>");
  });

  it("opens messages of every length modulo the block", () => {
    for (let length = 0; length < 70; length += 1) {
      const message = "x".repeat(length);
      expect(openCallback(keys, signed(encrypt(keys.aesKey, message, keys.corpId)))).toBe(message);
    }
  });

  it("refuses a signature that is wrong, short, long or of other letters", () => {
    const good = signed(encrypt(keys.aesKey, "hello", keys.corpId));
    const others = [
      good.signature.slice(0, 39),
      `${good.signature}0`,
      good.signature.toUpperCase(),
      createHash("sha1").update("x").digest("hex"),
      "",
      "签".repeat(40),
    ];
    for (const signature of others.filter((value) => value !== good.signature)) {
      expect(() => openCallback(keys, { ...good, signature })).toThrow(CallbackSignatureError);
    }
    expect(() => openCallback(keys, { ...good, nonce: "nonce02" })).toThrow(CallbackSignatureError);
  });

  it("refuses a message for another company, or one whose id merely begins with ours", () => {
    for (const id of ["wwother", `${keys.corpId}2`, ""]) {
      expect(() => openCallback(keys, signed(encrypt(keys.aesKey, "hello", id)))).toThrow(CallbackReceiverError);
    }
  });

  it("refuses what was not sealed with our key, though the signature fits", () => {
    const otherKey = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefg";
    expect(() => openCallback(keys, signed(encrypt(otherKey, "hello", keys.corpId)))).toThrow(CallbackUnreadableError);
    for (const encrypted of ["", "AAAA", "not base64!", "A".repeat(43), Buffer.alloc(48).toString("base64")]) {
      expect(() => openCallback(keys, signed(encrypted))).toThrow(CallbackUnreadableError);
    }
  });

  it("refuses bad padding and lengths instead of guessing", () => {
    const message = Buffer.from("hello");
    const whole = pad(frame(message, keys.corpId));
    expect(openCallback(keys, seal(whole))).toBe("hello");
    const uneven = Buffer.from(whole);
    uneven[uneven.length - 2] = 9;
    const zero = Buffer.from(whole);
    zero[zero.length - 1] = 0;
    const tooLong = pad(frame(message, keys.corpId, 5_000));
    const swallowing = pad(frame(message, keys.corpId, message.length + 4));
    const noLength = Buffer.concat([Buffer.from("0123456789abcdef"), Buffer.alloc(16, 16)]);
    for (const bad of [uneven, zero, tooLong, noLength]) {
      expect(() => openCallback(keys, seal(bad))).toThrow(CallbackUnreadableError);
    }
    expect(() => openCallback(keys, seal(swallowing))).toThrow(CallbackReceiverError);
  });
});
