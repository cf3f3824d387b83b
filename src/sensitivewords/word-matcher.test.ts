import { fc } from "../../test/property";
import { fold } from "./fold";
import { WordMatcher } from "./word-matcher";

const list = (words: string[], wholeWord = true) =>
  new WordMatcher(words.map((word) => ({ word, folded: fold(word).text, wholeWord })));

const found = (words: string[], text: string, wholeWord = true) =>
  list(words, wholeWord)
    .find(text)
    .map((match) => text.slice(match.start, match.end));

describe("finding words", () => {
  it("finds words inside words, overlapping ones and each place", () => {
    expect(found(["私下", "下转", "私下转账", "转账"], "请私下转账,不要私下转")).toEqual([
      "私下",
      "下转",
      "私下转账",
      "转账",
      "私下",
      "下转",
    ]);
  });

  it("does not care for case, width or invisible letters, and points at the text as it was written", () => {
    expect(found(["vx"], "加我VX:123")).toEqual(["VX"]);
    expect(found(["vx"], "加我VX")).toEqual(["VX"]);
    expect(found(["返现"], "返\u200b现给您")).toEqual(["返\u200b现"]);
    expect(found(["ﬁ卡"], "😀FI卡")).toEqual(["FI卡"]);
    expect(found(["kg"], "一㎏苹果")).toEqual(["㎏"]);
  });

  it("keeps Latin words whole, unless told otherwise; Chinese beside them is no letter", () => {
    expect(found(["ai"], "email 和 AI,用ai写")).toEqual(["AI", "ai"]);
    expect(found(["ai"], "email", false)).toEqual(["ai"]);
    expect(found(["123"], "4123 123元")).toEqual(["123"]);
  });

  it("agrees with looking for each word by itself", () => {
    const letters = fc.array(fc.constantFrom("甲", "乙", "丙", "A", "a", "1", "😀"), { maxLength: 40 });
    const words = fc.array(fc.array(fc.constantFrom("甲", "乙", "丙", "a", "1"), { minLength: 1, maxLength: 4 }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(letters, words, (characters, parts) => {
        const text = characters.join("");
        const unique = [...new Set(parts.map((part) => part.join("")))];
        const plain = unique.flatMap((word) => {
          const places: string[] = [];
          for (let at = 0; at + word.length <= text.length; at += 1) {
            if (text.slice(at, at + word.length).toLowerCase() === word) places.push(`${word}@${at}`);
          }
          return places;
        });
        const matches = list(unique, false).find(text);
        expect(matches.map(({ word, start }) => `${word.folded}@${start}`).sort()).toEqual(plain.sort());
      }),
    );
  });

  it("finds nothing with an empty list or an empty text", () => {
    expect(found([], "任何话")).toEqual([]);
    expect(found(["词"], "")).toEqual([]);
  });
});
