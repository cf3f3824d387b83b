import { wordsIn } from "./words-in";

describe("pasted words", () => {
  it("come one a line, with commas of either width or out of a table, each once", () => {
    expect(wordsIn("返现\r\n 私下转账 \n\n返现，加 微信、V信；a\tb").words).toEqual([
      "返现",
      "私下转账",
      "加 微信",
      "V信",
      "a",
      "b",
    ]);
  });

  it("name those that are too long", () => {
    const long = "长".repeat(65);
    expect(wordsIn(`短\n${long}`)).toEqual({ words: ["短", long], tooLong: [long] });
  });
});
