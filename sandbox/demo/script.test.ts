import { Attachments } from "./attachments";
import { Random } from "./random";
import { parseScripts } from "./script";
import { groupChatScripts, singleChatScripts } from "./scripts";
import { fill } from "./slots";
import { Theatre } from "./talk";

const scripts = [...singleChatScripts, ...groupChatScripts];

describe("the scripts", () => {
  it("are many, each between 4 and 14 turns long, and named differently", () => {
    expect(singleChatScripts.length).toBeGreaterThan(100);
    expect(new Set(scripts.map((script) => script.name)).size).toBe(scripts.length);
    const odd = scripts.filter(({ turns }) => turns.length < 4 || turns.length > 14).map((script) => script.name);
    expect(odd).toEqual([]);
  });

  it("know more than one way to say nearly everything", () => {
    const spoken = scripts.flatMap((script) => script.turns).filter((turn) => !turn.phrasings[0]?.text.startsWith("@"));
    const single = spoken.filter(({ phrasings: [only, ...more] }) => more.length === 0 && !only?.text.includes("|"));
    expect(single.length / spoken.length).toBeLessThan(0.05);
  });
});

describe("the notation", () => {
  it("binds an answer to what was asked", () => {
    const [script] = parseScripts("# t | 1 | sales |\nc 贵吗 / 重吗\nc @image:sink\nm <1>不贵 / <2>不重");
    if (!script) throw new Error("not parsed");
    const theatre = new Theatre(new Random(1), new Attachments(new Random(1)));
    const speakers = {
      c: { id: "wm1", typing: 0, slots: {} },
      m: { id: "m1", typing: null, slots: {} },
    };
    const answers: Record<string, string> = { 贵吗: "不贵", 重吗: "不重" };
    for (let round = 0; round < 20; round++) {
      const [asked, , said] = theatre.play({ script, start: 0, speakers, mate: "m2", previous: null });
      expect(said?.content).toBe(answers[String(asked?.content)]);
    }
  });

  it("refuses a question that nothing answers, and a line that is none", () => {
    expect(() => parseScripts("# t | 1 | sales |\nc 贵吗 / 重吗\nm <1>不贵")).toThrow("nothing is said after: 重吗");
    expect(() => parseScripts("# t | 1 | sales |\n你好")).toThrow("not a line of a script");
  });

  it("settles choices and slots, and refuses a slot without a value", () => {
    const random = new Random(7);
    expect(["a 5 元", "b 5 元"]).toContain(fill("[a|b] {price} 元", { price: "5" }, random));
    expect(fill("换 {model} 吧", { model: "清泉 800" }, random)).toBe("换清泉 800 吧");
    expect(fill("@{1} 换 {filter} 吧", { "1": "小雅", filter: "滤芯" }, random)).toBe("@小雅 换滤芯吧");
    expect(() => fill("{nothing}", {}, random)).toThrow("no value for {nothing}");
  });
});
