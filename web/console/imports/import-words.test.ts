import { countsWords, doneRows, problemCount } from "./import-words";

describe("an import in words", () => {
  it("counts what a person asks for, and leaves out what is not there", () => {
    const counts = { change: 12_000, not_found: 3, invalid: 1, new: 5 };
    expect(countsWords(counts)).toBe("将更新 1.2 万 · 没有找到 3 · 内容有误 1");
    expect(problemCount(counts)).toBe(4);
    expect(countsWords({})).toBe("");
  });

  it("knows how far a step is", () => {
    expect(doneRows({ rows: 10, status: "checking", counts: { new: 4, change: 6 } })).toBe(6);
    expect(doneRows({ rows: 10, status: "applying", counts: { change: 2, applied: 7, invalid: 1 } })).toBe(8);
  });
});
