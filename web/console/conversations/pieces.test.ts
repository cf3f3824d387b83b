import { cut, piecesOf, wordsOf } from "./pieces";

const shown = (text: string, ...words: string[]) =>
  piecesOf(text, words)
    .map((piece) => (piece.sought ? `<${piece.text}>` : piece.text))
    .join("");

describe("marking what is looked for", () => {
  it("finds every place, whatever the case", () => {
    expect(shown("滤芯多少钱?这款滤芯 iPhone", "滤芯", "IPHONE")).toBe("<滤芯>多少钱?这款<滤芯> <iPhone>");
    expect(shown("没有", "滤芯")).toBe("没有");
    expect(shown("", "滤芯")).toBe("");
  });

  it("makes one of words that touch or overlap", () => {
    expect(shown("净水滤芯", "净水", "水滤", "滤芯")).toBe("<净水滤芯>");
  });

  it("bears characters that grow with their case, and odd ranges", () => {
    expect(shown("İstanbul 滤芯", "滤芯")).toBe("İstanbul <滤芯>");
    expect(cut("滤芯", [[1, 9] as const, [0, 1] as const]).map((piece) => piece.text)).toEqual(["滤芯"]);
  });

  it("takes several words", () => expect(wordsOf("  滤芯   299 ")).toEqual(["滤芯", "299"]));
  it("keeps a phrase together", () => expect(wordsOf('“iPhone 15” "a b" 壳')).toEqual(["iPhone 15", "a b", "壳"]));
});
