import { gradeOf, mainRelation } from "./relations";

const relation = (userid: string, status: "full" | "deleted_by_customer", tags: string[] = []) =>
  ({ userid, status, tags: tags.map((name) => ({ id: `${userid}${name}`, name, groupName: "等级" })) }) as never;

describe("the relation that counts", () => {
  it("is the reader's own, however WeCom writes the userid", () => {
    const relations = [relation("li.lei", "full"), relation("Zhou.Min", "deleted_by_customer")];
    expect(mainRelation({ relations }, "zhou.min")?.userid).toBe("Zhou.Min");
  });

  it("is a live one for somebody else", () => {
    const relations = [relation("li.lei", "deleted_by_customer"), relation("wang.fang", "full")];
    expect(mainRelation({ relations }, "zhao.qiang")?.userid).toBe("wang.fang");
    expect(mainRelation({ relations: [] }, "zhao.qiang")).toBeUndefined();
  });
});

describe("the grade", () => {
  it("is the best that a tag names", () => {
    expect(gradeOf({ relations: [relation("a", "full", ["滤芯", "B级"]), relation("b", "full", ["A"])] })).toBe("A");
    expect(gradeOf({ relations: [relation("a", "full", ["A类小区"])] })).toBeNull();
  });
});
