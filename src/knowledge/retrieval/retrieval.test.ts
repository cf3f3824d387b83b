import { charactersOf, termsOf } from "../../language";
import { decodeBlocks, encodeEntries, lengthCode, lengthOf } from "./postings";
import { PostingsCache } from "./postings-cache";
import { relationNames } from "./relations";

describe("termsOf", () => {
  it("takes neighbouring pairs of Chinese characters and whole Latin words", () => {
    expect(termsOf("滤芯怎么换 RO-600 C3")).toEqual(["滤芯", "芯怎", "怎么", "么换", "ro-600", "c3"]);
  });

  it("treats full-width and half-width alike", () => {
    expect(termsOf("ＲＯ４．５")).toEqual(termsOf("RO4.5"));
  });

  it("keeps a character that stands alone, and offers single characters apart", () => {
    expect(termsOf("换 水")).toEqual(["换", "水"]);
    expect(charactersOf("换C3滤芯")).toEqual(["换", "滤", "芯"]);
  });
});

describe("postings", () => {
  it("come back as they went in, across blocks", () => {
    const first = encodeEntries([{ doc: 3, weight: 7, length: 20 }]);
    const second = encodeEntries([{ doc: 16_384 + 5, weight: 255, length: 1 }]);
    const read = decodeBlocks([
      { block: 0, postings: first },
      { block: 1, postings: second },
    ]);
    expect([...read.docs]).toEqual([3, 16_389]);
    expect([...read.weights]).toEqual([7, 255]);
    expect(read.df).toBe(2);
  });

  it("keep lengths within a fifth", () => {
    for (const terms of [5, 60, 800, 20_000]) expect(lengthOf(lengthCode(terms)) / terms).toBeCloseTo(1, 0);
  });
});

describe("PostingsCache", () => {
  const postings = (n: number) => ({
    df: n,
    docs: new Uint32Array(n),
    weights: new Uint8Array(n),
    lengths: new Uint8Array(n),
  });

  it("lets the least recently used go when the budget is spent", () => {
    const cache = new PostingsCache(250);
    cache.set("旧", postings(90));
    cache.set("新", postings(90));
    cache.get("旧");
    cache.set("大", postings(90));
    expect(cache.get("新")).toBeUndefined();
    expect(cache.get("旧")?.df).toBe(90);
    expect(cache.get("大")?.df).toBe(90);
  });

  it("remembers that a term is nowhere", () => {
    const cache = new PostingsCache(100);
    cache.set("无", null);
    expect(cache.get("无")).toBeNull();
  });
});

describe("relationNames", () => {
  it("finds the attributes that list other articles, and no others", () => {
    const titles = ["甲店", "乙店", "丙店", "丁店", "戊店", "己店"];
    const rows = titles.map((title, i) => ({
      title,
      attributes: [
        { name: "附近门店", type: "list" as const, values: [titles[(i + 1) % 6]!, titles[(i + 2) % 6]!] },
        { name: "颜色", type: "list" as const, values: ["白", "灰"] },
      ],
    }));
    expect([...relationNames(rows)]).toEqual(["附近门店"]);
  });
});
