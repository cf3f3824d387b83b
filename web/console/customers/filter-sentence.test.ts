import { filterSentence } from "./filter-sentence";

describe("the sentence of the filters", () => {
  it("says nothing when nothing is filtered", () => {
    expect(filterSentence({ q: "", stage: "" })).toBe("");
  });

  it("reads as one sentence", () => {
    expect(filterSentence({ q: "", stage: "lost", tagName: "滤芯", memberName: "周敏" })).toBe(
      "标签含「滤芯」,且负责人是周敏,且阶段为已流失",
    );
  });
});
