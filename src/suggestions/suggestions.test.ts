import { buildCustomer, buildMember } from "../../test/factories";
import { buildTestApp, drainWork, type TestApp } from "../../test/harness";
import { listTimeline, setImportantDates } from "../contacts";
import { storeMessages } from "../conversations";
import { createArticle } from "../knowledge";
import { CreateArticleRequest } from "../knowledge/knowledge.schema";
import { nextActions } from "./next-actions";
import { recordFeedback } from "./record-feedback";
import { suggestReplies } from "./suggest-replies";
import { Suggestion } from "./suggestion.entity";
import { SuggestionSet } from "./suggestion-set.entity";

let test: TestApp;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let seq = 0;

beforeAll(async () => {
  test = await buildTestApp();
  const articles = [
    { title: "滤芯更换指南", category: "保养", body: "五分钟就能换好。\n\n## 更换步骤\n1. 关水。\n2. 拔出旧滤芯。" },
    {
      title: "标准滤芯",
      category: "滤芯",
      body: "标准滤芯每支 299 元。",
      attributes: [{ name: "价格", value: "299 元" }],
    },
    {
      title: "长效滤芯",
      category: "滤芯",
      body: "长效滤芯每支 310 元。",
      attributes: [{ name: "价格", value: "310 元" }],
    },
    { title: "发票说明", category: "售后", body: "可以开专用发票。", kind: "snippet" as const },
  ];
  for (const article of articles) {
    await createArticle(test.app, { corpId: test.corpId, userid: "admin" }, CreateArticleRequest.parse(article));
  }
  await drainWork(test.app);
});
afterAll(() => test.close());

interface Pair {
  corpId: string;
  externalUserid: string;
  userid: string;
}

async function newPair(): Promise<Pair> {
  const member = await buildMember(test.app);
  const { contact } = await buildCustomer(test.app, { userid: member.userid });
  return { corpId: test.corpId, externalUserid: contact.externalUserid, userid: member.userid };
}

/** Stores a message of this chat as the archive would, `agoMs` before now. */
async function say(pair: Pair, from: "customer" | "member", content: string, agoMs = 0): Promise<void> {
  seq += 1;
  const json = JSON.stringify({
    msgid: `s${seq}`,
    action: "send",
    from: from === "customer" ? pair.externalUserid : pair.userid,
    tolist: [from === "customer" ? pair.userid : pair.externalUserid],
    roomid: "",
    msgtime: test.clock.now().getTime() - agoMs + seq,
    msgtype: "text",
    text: { content },
  });
  await storeMessages(test.app, { corpId: pair.corpId, rows: [{ seq: String(seq), msgid: `s${seq}`, json }] });
}

const sets = (pair: Pair) => test.app.db.getRepository(SuggestionSet).countBy({ ...pair });

describe("suggestReplies", () => {
  it("is ready once the message has travelled through the queue", async () => {
    const pair = await newPair();
    await say(pair, "customer", "可以开发票吗");
    await drainWork(test.app);
    expect(await sets(pair)).toBe(1);
  });

  it("answers each question with the part that fits, best first", async () => {
    const pair = await newPair();
    await say(pair, "customer", "你们的滤芯怎么换?300 左右的有吗");
    const suggested = await suggestReplies(test.app, pair);
    expect(suggested?.replies.map((reply) => reply.articleTitle)).toEqual(
      expect.arrayContaining(["滤芯更换指南", "标准滤芯"]),
    );
    expect(suggested?.replies[0]).toMatchObject({ place: 0, section: "更换步骤", status: "open" });
    expect(await sets(pair)).toBe(1);
    await test.app.db.query("DELETE FROM outbox WHERE corp_id = ?", [test.corpId]);
  });

  it("is made once when the job and the sidebar ask at the same time", async () => {
    const pair = await newPair();
    await say(pair, "customer", "可以开发票吗");
    const all = await Promise.all([1, 2, 3, 4].map(() => suggestReplies(test.app, pair)));
    const ids = new Set(all.flatMap((one) => one?.replies.map((reply) => reply.id) ?? []));
    expect(ids.size).toBe(1);
    expect(await sets(pair)).toBe(1);
  });

  it("has nothing to say when the last word is the member's", async () => {
    const pair = await newPair();
    await say(pair, "customer", "可以开发票吗");
    await say(pair, "member", "可以的");
    expect(await suggestReplies(test.app, pair)).toBeNull();
  });

  it("remembers that nothing fits", async () => {
    const pair = await newPair();
    await say(pair, "customer", "好的，谢谢您");
    expect((await suggestReplies(test.app, pair))?.replies).toEqual([]);
    expect(await sets(pair)).toBe(1);
  });

  it("leaves chats alone that are only read in from long ago", async () => {
    const pair = await newPair();
    await say(pair, "customer", "可以开发票吗", 3 * 24 * HOUR);
    await drainWork(test.app);
    expect(await sets(pair)).toBe(0);
  });
});

describe("recordFeedback", () => {
  async function suggestedTo(pair: Pair, text = "可以开发票吗"): Promise<Suggestion> {
    await say(pair, "customer", text);
    return (await suggestReplies(test.app, pair))!.replies[0]!;
  }

  it("settles a proposal once, on the timeline and in the counts", async () => {
    const pair = await newPair();
    const { id, articleId, terms } = await suggestedTo(pair);
    const give = () => recordFeedback(test.app, { corpId: pair.corpId, userid: pair.userid, id, action: "sent" });
    const [first] = await Promise.all([give(), give()]);
    expect(first.status).toBe("sent");
    expect((await give()).status).toBe("sent");
    const timeline = await listTimeline(test.app, { ...pair, limit: 10 });
    expect(timeline.data.filter((entry) => entry.kind === "suggestion.used")).toHaveLength(1);
    const counts: { used: string; term: string }[] = await test.app.db.query(
      "SELECT used, term FROM suggestion_adoptions WHERE corp_id = ? AND article_id = ? AND term IN (?)",
      [pair.corpId, articleId, terms],
    );
    expect(counts.length).toBe(terms.length);
    expect(counts.every((row) => Number(row.used) === 1)).toBe(true);
  });

  it("counts a copy only when it is sent", async () => {
    const pair = await newPair();
    const { id } = await suggestedTo(pair);
    const give = (action: "copied" | "edited") =>
      recordFeedback(test.app, { corpId: pair.corpId, userid: pair.userid, id, action });
    expect((await give("copied")).status).toBe("copied");
    expect((await listTimeline(test.app, { ...pair, limit: 10 })).data.map((entry) => entry.kind)).not.toContain(
      "suggestion.used",
    );
    expect((await give("edited")).status).toBe("edited");
  });

  it("does not know other members' proposals, nor another corp's", async () => {
    const pair = await newPair();
    const { id } = await suggestedTo(pair);
    const other = await newPair();
    await expect(
      recordFeedback(test.app, { corpId: pair.corpId, userid: other.userid, id, action: "sent" }),
    ).rejects.toMatchObject({ code: "suggestion.not_found" });
    await expect(
      recordFeedback(test.app, { corpId: "wwother", userid: pair.userid, id, action: "sent" }),
    ).rejects.toMatchObject({ code: "suggestion.not_found" });
    expect((await test.app.db.getRepository(Suggestion).findOneByOrFail({ id })).status).toBe("open");
  });

  it("keeps no words of the customer but those of the company's own articles", async () => {
    const pair = await newPair();
    const { terms } = await suggestedTo(pair, "我叫欧阳钰莹住幸福里小区，可以开发票吗");
    expect(terms).toContain("发票");
    for (const term of terms) expect("欧阳钰莹住幸福里小区").not.toContain(term);
  });

  it("lets the ranking follow what reps take and dismiss", async () => {
    const question = "300 左右的滤芯有吗";
    const offered = async () => {
      const pair = await newPair();
      await say(pair, "customer", question);
      return { pair, replies: (await suggestReplies(test.app, pair))!.replies };
    };
    const first = (await offered()).replies[0]!.articleTitle;
    for (let i = 0; i < 6; i += 1) {
      const { pair, replies } = await offered();
      for (const reply of replies) {
        const action = reply.articleTitle === first ? "dismissed" : "sent";
        await recordFeedback(test.app, { corpId: pair.corpId, userid: pair.userid, id: reply.id, action });
      }
    }
    expect((await offered()).replies[0]!.articleTitle).not.toBe(first);
  });
});

describe("nextActions", () => {
  const kinds = async (pair: Pair) => (await nextActions(test.app, pair)).map((action) => action.kind);

  it("points at a customer who has waited for more than two hours", async () => {
    const pair = await newPair();
    await say(pair, "customer", "机器漏水了", 3 * HOUR + MINUTE);
    await say(pair, "customer", "在吗", 10 * MINUTE);
    expect(await nextActions(test.app, pair)).toMatchObject([{ kind: "answer", text: "客户的消息已等 3 小时" }]);
  });

  it("does not press when the last word was a courtesy, recent, or ours", async () => {
    const courteous = await newPair();
    await say(courteous, "customer", "好的，谢谢", 5 * HOUR);
    const recent = await newPair();
    await say(recent, "customer", "机器漏水了", HOUR);
    const later = await newPair();
    await say(later, "customer", "收到，晚上跟家里商量下", 5 * HOUR);
    const answered = await newPair();
    await say(answered, "customer", "机器漏水了", 5 * HOUR);
    await say(answered, "member", "师傅已经在路上", 4 * HOUR);
    for (const pair of [courteous, recent, later, answered]) expect(await kinds(pair)).toEqual([]);
  });

  it("reminds of a promise that falls due, until it is kept", async () => {
    const pair = await newPair();
    await say(pair, "customer", "安装视频有吗", 26 * HOUR);
    await say(pair, "member", "有的，明天上午给您发安装视频", 25 * HOUR);
    expect(await nextActions(test.app, pair)).toMatchObject([{ kind: "promise", button: "去兑现" }]);
    await say(pair, "member", "安装视频给您发过来了", HOUR);
    expect(await kinds(pair)).toEqual([]);
  });

  it("reminds of a birthday within a week that nobody has planned for", async () => {
    const pair = await newPair();
    const actor = { ...pair, name: "周敏", role: "rep" as const, scope: [pair.userid] };
    // The clock stands at 2026-03-02, 10:00 in Shanghai.
    const date = {
      kind: "birthday" as const,
      label: "",
      calendar: "solar" as const,
      month: 3,
      day: 5,
      leapMonth: false,
      year: null,
    };
    await setImportantDates(test.app, actor, { externalUserid: pair.externalUserid, dates: [date] });
    expect(await nextActions(test.app, pair)).toMatchObject([
      { kind: "birthday", text: "客户3 天后生日，还没有安排祝福" },
    ]);
    await setImportantDates(test.app, actor, { externalUserid: pair.externalUserid, dates: [{ ...date, month: 4 }] });
    expect(await kinds(pair)).toEqual([]);
  });

  it("names two things at most, the most pressing first", async () => {
    const pair = await newPair();
    const actor = { ...pair, name: "周敏", role: "rep" as const, scope: [pair.userid] };
    const date = {
      kind: "birthday" as const,
      label: "",
      calendar: "solar" as const,
      month: 3,
      day: 3,
      leapMonth: false,
      year: null,
    };
    await setImportantDates(test.app, actor, { externalUserid: pair.externalUserid, dates: [date] });
    await say(pair, "member", "明天给您报价", 30 * HOUR);
    await say(pair, "customer", "报价出来了吗", 3 * HOUR);
    expect(await kinds(pair)).toEqual(["answer", "promise"]);
  });
});
