import { createSign, generateKeyPairSync } from "node:crypto";

/** A throw-away certificate for "localhost": Node makes keys but no certificates, and a stored key would be a leaked one. */
export function selfSignedCertificate(): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const algorithm = der(0x30, Buffer.from("06082a8648ce3d040302", "hex")); // ecdsa-with-SHA256
  const commonName = der(0x30, Buffer.concat([Buffer.from("0603550403", "hex"), der(0x0c, Buffer.from("localhost"))]));
  const name = der(0x30, der(0x31, commonName));
  const validity = der(0x30, Buffer.concat([utcTime("200101000000Z"), utcTime("491231235959Z")]));
  const body = der(
    0x30,
    Buffer.concat([
      der(0xa0, der(0x02, Buffer.from([2]))), // version 3
      der(0x02, Buffer.from([1])),
      algorithm,
      name,
      validity,
      name,
      publicKey.export({ type: "spki", format: "der" }),
    ]),
  );
  const signature = createSign("sha256").update(body).sign(privateKey);
  const certificate = der(
    0x30,
    Buffer.concat([body, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature]))]),
  );
  const base64 = certificate.toString("base64").replace(/.{64}/g, "$&\n");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  };
}

function utcTime(text: string): Buffer {
  return der(0x17, Buffer.from(text, "ascii"));
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
