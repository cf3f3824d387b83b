import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ContentCipher, type ContentPlace, ContentSealedError, readContentKeys } from "./content-cipher";

const place: ContentPlace = { column: "messages.text", corpId: "ww1", row: "msg1" };
const first = { version: 1, key: randomBytes(32) };
const second = { version: 2, key: randomBytes(32) };
const texts = ["", "好的", "🍵 明天 9 点见", "x".repeat(20_000), "\u0002sealed:1:abc", "\u0002sealed:0:abc"];

describe("the cipher of contents", () => {
  it.each(texts)("gives back what was sealed: %.12s", (text) => {
    for (const cipher of [new ContentCipher([]), new ContentCipher([first]), new ContentCipher([first, second])]) {
      expect(cipher.open(cipher.seal(text, place), place)).toBe(text);
    }
  });

  it("seals files in the same way, and opens none that was moved or cut", () => {
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from([0, 255, 2]),
      Buffer.from("\u0002sealed:0:x"),
      randomBytes(70_000),
    ]) {
      for (const cipher of [new ContentCipher([]), new ContentCipher([first]), new ContentCipher([first, second])]) {
        expect(cipher.openBytes(cipher.sealBytes(bytes, place), place).equals(bytes)).toBe(true);
      }
    }
    const cipher = new ContentCipher([first]);
    const sealed = cipher.sealBytes(Buffer.from("会话内容"), place);
    expect(sealed.includes("会话")).toBe(false);
    expect(() => cipher.openBytes(sealed, { ...place, row: "other" })).toThrow(ContentSealedError);
    expect(() => cipher.openBytes(sealed.subarray(0, -1), place)).toThrow(ContentSealedError);
    expect(() => new ContentCipher([second]).openBytes(sealed, place)).toThrow(ContentSealedError);
  });

  it("keeps texts as they are without a key, and hides them with one, never twice alike", () => {
    expect(new ContentCipher([]).seal("好的", place)).toBe("好的");
    const cipher = new ContentCipher([first]);
    const sealed = [cipher.seal("好的", place), cipher.seal("好的", place)];
    expect(sealed[0]).not.toBe(sealed[1]);
    expect(Buffer.from(sealed[0]!.split(":")[2]!, "base64").toString("utf8")).not.toContain("好的");
  });

  it("seals with the newest key in whatever order they are given, and opens with each", () => {
    const old = new ContentCipher([first]).seal("旧的", place);
    for (const ring of [
      [first, second],
      [second, first],
    ]) {
      const cipher = new ContentCipher(ring);
      expect(cipher.version).toBe(2);
      expect(cipher.open(old, place)).toBe("旧的");
      expect(cipher.open("没有钥匙的时候", place)).toBe("没有钥匙的时候");
      expect([old, "没有钥匙的时候", cipher.seal("新的", place)].map((value) => cipher.isStale(value))).toEqual([
        true,
        true,
        false,
      ]);
    }
  });

  it("opens nothing that was moved to another row, column or corp, or was changed", () => {
    const cipher = new ContentCipher([first]);
    const sealed = cipher.seal("转账 300 元", place);
    for (const other of [
      { ...place, row: "msg2" },
      { ...place, corpId: "ww2" },
      { ...place, column: "messages.content" },
    ]) {
      expect(() => cipher.open(sealed, other)).toThrow(ContentSealedError);
    }
    const raw = Buffer.from(sealed.slice(sealed.lastIndexOf(":") + 1), "base64");
    for (const at of [0, 14, raw.length - 1]) {
      const bent = Buffer.from(raw);
      bent[at]! ^= 1;
      const value = `${sealed.slice(0, sealed.lastIndexOf(":") + 1)}${bent.toString("base64")}`;
      expect(() => cipher.open(value, place)).toThrow(ContentSealedError);
    }
    expect(() => cipher.open(`${sealed.slice(0, 12)}`, place)).toThrow(ContentSealedError);
  });

  it("says which key is missing", () => {
    const sealed = new ContentCipher([second]).seal("好的", place);
    expect(() => new ContentCipher([first]).open(sealed, place)).toThrow(expect.objectContaining({ keyVersion: 2 }));
    expect(() => new ContentCipher([]).open(sealed, place)).toThrow(ContentSealedError);
  });

  it("draws the tokens' key from the oldest key, for each corp its own", () => {
    expect(new ContentCipher([]).tokenKey("ww1")).toBeNull();
    const before = new ContentCipher([first]).tokenKey("ww1");
    const after = new ContentCipher([second, first]).tokenKey("ww1");
    expect(after).toEqual(before);
    expect(after?.id).toBe(1);
    expect(new ContentCipher([first]).tokenKey("ww2")?.key.equals(before!.key)).toBe(false);
  });

  it("reads keys from the setting and from files, and refuses short ones without showing them", () => {
    const folder = mkdtempSync(join(tmpdir(), "evergreen-keys-"));
    try {
      writeFileSync(join(folder, "raw.key"), first.key);
      writeFileSync(join(folder, "text.key"), `${first.key.toString("base64")}\n`);
      writeFileSync(join(folder, "short.key"), "c2hvcnQ=");
      const sources = [first.key.toString("base64"), join(folder, "raw.key"), join(folder, "text.key")];
      for (const source of sources) expect(readContentKeys([{ version: 1, source }])).toEqual([first]);
      expect(() => readContentKeys([{ version: 3, source: join(folder, "short.key") }])).toThrow(/key 3 is not 32/);
      expect(() => readContentKeys([{ version: 4, source: join(folder, "none.key") }])).toThrow(/key 4 cannot be read/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
