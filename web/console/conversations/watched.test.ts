import { layersOf } from "./watched";

const shown = (text: string, sought: string[], ...written: string[]) =>
  layersOf(text, sought, [{ word: "词", level: "high", written }])
    .map((piece) => {
      const inner = piece.watched ? `(${piece.text})` : piece.text;
      return piece.sought ? `<${inner}>` : inner;
    })
    .join("");

describe("watched words in a text", () => {
  it("are marked wherever they are written, beside and across what is looked for", () => {
    expect(shown("好评返现,返现5元", [], "返现")).toBe("好评(返现),(返现)5元");
    expect(shown("好评返现五元", ["评返"], "返现")).toBe("好<评><(返)>(现)五元");
    expect(shown("好评", ["好评"])).toBe("<好评>");
  });

  it("leave alone what only contains them, unless they stand nowhere else", () => {
    expect(shown("email 里用 ai 写", [], "ai")).toBe("email 里用 (ai) 写");
    expect(shown("email", [], "ai")).toBe("em(ai)l");
  });
});
