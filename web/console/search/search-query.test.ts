import { filterParts, readSearch, withoutFilters, writeSearch } from "./search-query";

const read = (address: string) => readSearch(new URLSearchParams(address));

describe("a search in the address", () => {
  it("comes back as it was written, without what is not set", () => {
    const query = read("q=滤芯&userid=lin&from=2026-03-01");
    expect(writeSearch(query)).toEqual({ q: "滤芯", userid: "lin", from: "2026-03-01" });
    expect(writeSearch(withoutFilters(query))).toEqual({ q: "滤芯" });
  });

  it("reads as a sentence", () => {
    const words = (address: string) =>
      filterParts(read(address), { customer: "王姐", tag: "老客户" }).map((p) => p.text);
    expect(words("q=滤芯")).toEqual([]);
    expect(words("externalUserid=wm1&tagId=t&msgtype=file")).toEqual([
      "客户是王姐",
      "客户有标签「老客户」",
      "类型为文件",
    ]);
    expect(words("from=2026-03-01&to=2026-03-08")).toEqual(["2026-03-01 至 2026-03-08"]);
    expect(words("from=2026-03-01&to=2026-03-01")).toEqual(["在 2026-03-01 这天"]);
    expect(words("to=2026-03-01&userid=lin")).toEqual(["成员是…", "2026-03-01 以前"]);
  });
});
