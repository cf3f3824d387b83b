import { AES_KEY, TOKEN } from "../testing";
import { open, seal, sign } from "./crypto";

const random = Buffer.from("0123456789abcdef");
const VECTORS = [
  {
    message: "1234567890",
    timestamp: "1700000000",
    nonce: "nonce01",
    encrypt: "Q3stYC6hdFzMh9T8HCvyDJ7vSgqYEOf4GCjf3WkGoyNC/g3NiCUW4x6DzO2G+bOEGaI4t03EDstyoxDBP2NGgQ==",
    signature: "cea409ea56bac2454fe46d1b4b162e2c8fd9f7b2",
  },
  {
    message: "<xml><A>客户</A></xml>",
    timestamp: "1700000002",
    nonce: "nonce03",
    encrypt: "Q3stYC6hdFzMh9T8HCvyDERCnjbp7BvgyG+qWaWL8rPPqibePeVzH90PmEZO3cDkk7xzmgJRkHLjhVGTj5ed4w==",
    signature: "f6bc958ea556e7a85b447ae2cd5dc84701df36e7",
  },
];

describe("callback crypto", () => {
  it.each(VECTORS)("reproduces the published vector for $message", (vector) => {
    const sealed = seal(AES_KEY, vector.message, "wwtest0000000001", random);
    expect(sealed).toBe(vector.encrypt);
    expect(sign(TOKEN, vector.timestamp, vector.nonce, sealed)).toBe(vector.signature);
    expect(open(AES_KEY, sealed)).toEqual({ message: vector.message, receiveId: "wwtest0000000001" });
  });

  it("opens whatever length it sealed, whole paddings included", () => {
    for (let length = 0; length < 70; length++) {
      const message = "字".repeat(length);
      expect(open(AES_KEY, seal(AES_KEY, message, "ww1"))?.message).toBe(message);
    }
  });

  it("does not open what another key sealed", () => {
    const other = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefg";
    expect(open(AES_KEY, seal(other, "hello", "ww1"))?.receiveId).not.toBe("ww1");
    expect(open(AES_KEY, "AAAA")).toBeNull();
  });
});
