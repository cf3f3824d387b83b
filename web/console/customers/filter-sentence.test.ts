import { filterParts, filterSentence } from "./filter-sentence";

const none = { q: "", tagId: "", userid: "", stage: "", lostBy: "" };

describe("the sentence of the filters", () => {
  it("says nothing when nothing is filtered", () => {
    expect(filterSentence(none)).toBe("");
  });

  it("reads as one sentence", () => {
    const filters = { ...none, tagId: "et1", tagName: "滤芯", userid: "zhou.min", memberName: "周敏", stage: "lost" };
    expect(filterSentence(filters)).toBe("标签含「滤芯」，且负责人是周敏，且阶段为已流失");
  });

  it("names the filter that a part takes away", () => {
    expect(filterParts({ ...none, q: "王", stage: "new" })).toEqual([
      { name: "q", text: "姓名或备注含「王」" },
      { name: "stage", text: "阶段为新客户" },
    ]);
  });

  it("says who ended it", () => {
    expect(filterSentence({ ...none, userid: "x", memberName: "周敏", lostBy: "customer" })).toBe(
      "负责人是周敏，且客户删除了成员",
    );
  });

  it("shows an unknown tag without its id", () => {
    expect(filterSentence({ ...none, tagId: "etX" })).toBe("标签含「…」");
  });
});
