import starterArticles from "../../config/demo/knowledge.json";
import { type Attribute, attributeOf, type MemoryArticle, memoryReader } from "../knowledge";
import { readLexicon } from "../language";
import { rank } from "./rank";
import { reasonFor } from "./reason";
import { composeReply } from "./reply";
import type { ChatMessage } from "./understand";

const lexicon = readLexicon();
const reader = memoryReader(
  starterArticles.map(({ title, category, body, tags, kind, attributes }): MemoryArticle => {
    const typed = attributes.flatMap(({ name, value }): Attribute[] => [attributeOf(name, value) ?? []].flat());
    return { id: title, title, category, body, tags, kind: kind as MemoryArticle["kind"], attributes: typed };
  }),
);

/** 「客:」 and 「我:」 lines. */
function chat(...lines: string[]): ChatMessage[] {
  return lines.map((line) => ({ from: line.startsWith("客") ? "customer" : "member", text: line.slice(2) }));
}

const titles = async (...lines: string[]) =>
  (await rank(reader, chat(...lines), lexicon)).map(({ document }) => document.title);

describe("rank", () => {
  it.each([
    ["机器底下在滴水", "净水器漏水怎么办"],
    ["能开专票吗", "发票怎么开"],
    ["多久换一次滤芯合适", "滤芯多久换一次"],
    ["搬家了机器能帮忙移一下吗", "移机与拆装"],
    ["换完滤芯还是亮红灯", "滤芯换完指示灯还是红的"],
    ["水有股怪味", "净水有异味怎么处理"],
    ["旧机器能抵钱吗", "老客户以旧换新"],
    ["租房能用吗，不想打孔", "台式净饮机 T1"],
    ["清泉800多少钱", "清泉 800 净水器"],
    ["有没有2000到2500的净水器", "清泉 800 净水器"],
  ])("offers for 「%s」 first of all 「%s」", async (question, title) => {
    expect((await titles(`客:${question}`))[0]).toBe(title);
  });

  it("offers the comparison beside the things compared", async () => {
    const offered = await titles("客:清泉600和清泉800有什么区别");
    expect(offered).toEqual(["清泉 600 净水器", "清泉 800 净水器", "清泉 600、800、1200 怎么选"]);
  });

  it("answers several questions at once", async () => {
    const offered = await titles("客:你们的滤芯怎么换?300 左右的有吗");
    expect(offered.slice(0, 2)).toEqual(["滤芯更换指南", "PCB 复合滤芯（299 元款）"]);
  });

  it("reads messages in a row as one", async () => {
    const offered = await titles("客:在吗", "客:滤芯怎么换", "客:另外能开发票吗？");
    expect(offered).toEqual(expect.arrayContaining(["滤芯更换指南", "发票怎么开"]));
  });

  it("understands what 「它」 is", async () => {
    expect((await titles("客:清泉800怎么样", "我:清泉 800 净水器三到五口之家用得最多", "客:它多少钱"))[0]).toBe(
      "清泉 800 净水器",
    );
    expect((await titles("客:清泉1200怎么样", "我:清泉 1200 净水器适合人多", "客:那尺寸呢"))[0]).toBe(
      "清泉 1200 净水器",
    );
  });

  it.each([
    ["您好"],
    ["在吗"],
    ["好的谢谢"],
    ["收到了，谢谢您"],
    ["哈哈哈哈"],
    ["[图片]"],
    ["[微笑][微笑]"],
    ["新年快乐，祝您生意兴隆"],
    ["我在开会，晚点聊"],
    ["今天天气真好"],
    ["你们老板姓什么"],
    ["周末一起打球吗"],
    [""],
  ])("offers nothing for 「%s」", async (text) => {
    expect(await titles(`客:${text}`)).toEqual([]);
  });

  it("offers nothing while nothing is known", async () => {
    expect(await rank(memoryReader([]), chat("客:滤芯怎么换"), lexicon)).toEqual([]);
  });

  it("lets what reps did before decide between near equals, not more", async () => {
    const question = chat("客:有没有1000以内的净水器");
    const before = await rank(reader, question, lexicon);
    const [first, second] = before.map(({ document }) => document.articleId);
    const prior = async () => new Map([[first!, -0.4]]);
    const after = await rank(reader, question, lexicon, { prior });
    expect(after[0]?.document.articleId).toBe(second);
    const loved = async () => new Map([["发票怎么开", 0.5]]);
    expect(
      (await rank(reader, question, lexicon, { prior: loved })).map(({ document }) => document.title),
    ).not.toContain("发票怎么开");
  });
});

describe("composeReply", () => {
  const replyTo = async (text: string) => {
    const [best] = await rank(reader, chat(`客:${text}`), lexicon);
    return { ...composeReply(best!, lexicon), reason: reasonFor(best!, lexicon) };
  };

  it("says the article's own sentence with the figure that was asked for", async () => {
    expect(await replyTo("清泉800多少钱")).toEqual({
      text: "清泉 800 原价 2399 元，活动价 2099 元，800G 反渗透，三到五口之家用得最多。",
      section: null,
      reason: "因为客户问价格",
    });
  });

  it("gives the part of a guide that answers", async () => {
    const reply = await replyTo("石英石台面打孔要多少钱");
    expect(reply.section).toBe("另外收费的情况");
    expect(reply.text).toContain("石英石、大理石等石材台面开孔 80 元一个");
  });

  it("gives all steps of a how-to", async () => {
    const reply = await replyTo("你们的滤芯怎么换");
    expect(reply.section).toBe("更换步骤");
    for (const step of ["1.", "2.", "3.", "4.", "5.", "6."]) expect(reply.text).toContain(`\n${step}`);
  });

  it("names the wish it meets", async () => {
    expect((await replyTo("300 左右的滤芯有吗")).reason).toBe("因为客户要价格 300 左右");
    expect((await replyTo("评分4.8以上的净水器推荐一下")).reason).toBe("因为客户要评分 4.8以上");
  });

  it("sends a snippet as it stands", async () => {
    const snippet = starterArticles.find((article) => article.title === "发票怎么开")!;
    expect((await replyTo("能开专票吗")).text).toBe(snippet.body);
  });

  it("says nothing that is not in the article, courtesy apart", async () => {
    for (const question of ["滤芯多少钱一支", "保修几年", "出水变慢了", "我想退货", "推荐个净水器"]) {
      for (const candidate of await rank(reader, chat(`客:${question}`), lexicon)) {
        const { document } = candidate;
        const source = `${document.title}\n${document.body}\n${document.attributes.map((a) => JSON.stringify(a)).join()}`;
        const figures = composeReply(candidate, lexicon).text.match(/\d+(?:\.\d+)?/g) ?? [];
        for (const figure of figures) expect(source).toContain(figure);
      }
    }
  });
});
