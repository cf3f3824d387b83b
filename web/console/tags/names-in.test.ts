import { namesIn } from "./names-in";

describe("namesIn", () => {
  it("takes lines and commas of either width, and each name once", () => {
    expect(namesIn("金卡，银卡, 铜卡\n\n金卡、 白金 卡").names).toEqual(["金卡", "银卡", "铜卡", "白金 卡"]);
    expect(namesIn(" \n，").names).toEqual([]);
  });

  it("counts letters, not code units", () => {
    expect(namesIn("😀".repeat(30)).tooLong).toEqual([]);
    expect(namesIn("长".repeat(31)).tooLong).toHaveLength(1);
  });
});
