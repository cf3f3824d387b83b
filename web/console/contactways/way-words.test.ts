import { stayWords, wayState, welcomeProblem, welcomeWords, whoWords } from "./way-words";

const member = (name: string) => ({ userid: name, name });

describe("words about a contact way", () => {
  it("names three people and counts the rest, departments after them", () => {
    expect(whoWords({ members: [member("周敏"), member("李强")], departments: [{ id: 2, name: "销售部" }] })).toBe(
      "周敏、李强、销售部",
    );
    expect(whoWords({ members: ["甲", "乙", "丙", "丁"].map(member), departments: [] })).toBe("甲、乙、丙等 4 位成员");
    expect(whoWords({ members: [], departments: [{ id: 2, name: "销售部" }] })).toBe("销售部");
  });

  it("gives a rate only where somebody came", () => {
    expect(stayWords({ added: 0, staying: 0 })).toBe("—");
    expect(stayWords({ added: 20, staying: 18 })).toBe("18 · 90%");
  });

  it("says when WeCom has not answered yet", () => {
    expect(wayState({ status: "making", changing: false }).word).toBe("生成中");
    expect(wayState({ status: "live", changing: true }).word).toBe("更新中");
    expect(wayState({ status: "live", changing: false }).word).toBe("使用中");
  });

  it("reads a welcome with names for its variables", () => {
    const link = { msgtype: "link" as const, link: { title: "指南", url: "https://example.com/a" } };
    expect(welcomeWords(null)).toBe("通用欢迎语");
    expect(welcomeWords({ text: "{{称呼}}您好", attachments: [link] })).toBe("〔客户称呼〕您好\n附 1 项");
  });

  it("finds what keeps a welcome from being sent", () => {
    const withUrl = (url: string) => ({
      text: "",
      attachments: [{ msgtype: "link" as const, link: { title: "指南", url } }],
    });
    expect(welcomeProblem(null)).toBeNull();
    expect(welcomeProblem({ text: " ", attachments: [] })).toContain("请写欢迎语");
    expect(welcomeProblem({ text: "{{生日}}快乐", attachments: [] })).toContain("变量");
    expect(welcomeProblem(withUrl("example"))).toContain("链接地址");
    expect(welcomeProblem(withUrl("https://example.com/a"))).toBeNull();
  });
});
