import { randomBytes } from "node:crypto";
import { newKeyPair, sealRow } from "../wecom/archive-host/test-kit";
import { openRandomKey } from "./random-key";
import { RsaPool } from "./rsa-pool";

const key = newKeyPair(1);
const other = newKeyPair(2);
const sealed = () => sealRow(key, 1, "m", "{}").encrypt_random_key;

describe("openRandomKey", () => {
  it("opens what was sealed for this key, as base64 text", () => {
    for (let i = 0; i < 50; i += 1) expect(openRandomKey(key.privateKey, sealed())).toMatch(/^[A-Za-z0-9+/]{80,}=*$/);
  });

  it("answers null for another key, damage, a wrong length and no base64", () => {
    for (let i = 0; i < 20; i += 1) {
      expect(openRandomKey(other.privateKey, sealed())).toBeNull();
      const damaged = Buffer.from(sealed(), "base64");
      damaged[100]! ^= 1;
      expect(openRandomKey(key.privateKey, damaged.toString("base64"))).toBeNull();
      expect(openRandomKey(key.privateKey, randomBytes(256).toString("base64"))).toBeNull();
    }
    for (const text of ["", "AAAA", "not base64 at all", Buffer.alloc(256, 0xff).toString("base64")]) {
      expect(openRandomKey(key.privateKey, text)).toBeNull();
    }
  });
});

describe("RsaPool", () => {
  const keys = new Map([
    [1, key.privateKey],
    [2, other.privateKey],
  ]);
  const rowsOf = (count: number) =>
    Array.from({ length: count }, (_, i) => {
      const pair = i % 3 === 0 ? other : key;
      return { version: i % 7 === 6 ? 9 : pair.version, encrypted: sealRow(pair, i, "m", "{}").encrypt_random_key };
    });

  it("gives the same keys, in order, with and without threads", async () => {
    const pool = new RsaPool(keys, { idleMs: 50 });
    const rows = rowsOf(150);
    const expected = rows.map((row) => {
      const pair = keys.get(row.version);
      return pair ? openRandomKey(pair, row.encrypted) : null;
    });
    expect(expected.filter((text) => text === null)).toHaveLength(21);
    expect(await pool.open(rows.slice(0, 20))).toEqual(expected.slice(0, 20));
    expect(pool.threads).toBe(0);
    expect(await pool.open(rows)).toEqual(expected);
    expect(pool.threads).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(pool.threads).toBe(0);
    await pool.close();
  });
});
