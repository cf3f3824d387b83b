import { subjectWords, threadOf } from "./subject-words";

describe("what an entry of the audit chain is about", () => {
  it.each([
    ["thread:12", "会话 #12"],
    ["q:滤芯 漏水 from:2026-03-01 userid:lin.mei", "「滤芯 漏水」，从 2026-03-01，成员 lin.mei"],
    ["q:时间 10:30", "「时间 10:30」"],
    ["message:7/0", "消息 7/0"],
    ["import:3 rows:20", "导入 #3，行数 20"],
    ["export:5 search excel", "导出 #5（搜索结果，Excel）"],
    ["365 days", "365 天"],
    ["2026-03-01 2026-03-31", "2026-03-01 至 2026-03-31"],
    ["open", "待处理"],
    ["ww1234", "ww1234"],
    ["", ""],
  ])("%s is said %s", (subject, words) => {
    expect(subjectWords(subject)).toBe(words);
  });

  it.each([
    ["thread:12", { "thread:12": "林梅 与 陈雨桐" }, "会话「林梅 与 陈雨桐」#12"],
    ["message:7/0", { "message:7": "老客户群" }, "消息「老客户群」#7/0"],
    ["customer:wm1", { "customer:wm1": "陈雨桐" }, "客户 陈雨桐"],
    ["q:滤芯 userid:lin.mei", { "userid:lin.mei": "林梅" }, "「滤芯」，成员 林梅"],
    ["export:4 thread:12 html", { "thread:12": "老客户群" }, "导出 #4，会话「老客户群」#12（网页）"],
    ["lin.mei zhou", { "lin.mei": "林梅" }, "林梅、zhou"],
  ])("%s is called by its names", (subject, called, words) => {
    expect(subjectWords(subject, called)).toBe(words);
  });

  it("leads to the conversation that was read, and to no other thing", () => {
    expect(threadOf("thread:12")).toBe("12");
    expect(threadOf("q:thread:12")).toBeUndefined();
  });
});
