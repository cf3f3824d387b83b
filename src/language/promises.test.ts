import { findPromises } from "./promises";
import { readLexicon } from "./read-lexicon";
import { findTimes } from "./when";

const lexicon = readLexicon();
const zone = "Asia/Shanghai";
/** Wednesday, 14:00 in Shanghai. */
const at = new Date("2026-03-04T06:00:00Z");
const shown = (date: Date) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" }).format(date);

describe("findPromises", () => {
  it.each([
    ["明天给您报价", "明天给您报价", "2026-03-05 23:59"],
    ["好的，我下午把报价单发您", "我下午把报价单发您", "2026-03-04 18:00"],
    ["您放心，我一定跟进到底", "我一定跟进到底", null],
    ["没问题，我帮您预留一台，周六送过去", "我帮您预留一台，周六送过去", "2026-03-07 23:59"],
    ["已为您登记，24小时内客服会联系您", "已为您登记，24小时内客服会联系您", "2026-03-05 14:00"],
    ["明天上午，我让师傅联系您", "明天上午，我让师傅联系您", "2026-03-05 12:00"],
    ["您稍等，我查下库存", "我查下库存", null],
  ])("takes 「%s」 for a promise", (text, said, by) => {
    const [promise, ...others] = findPromises(text, at, zone, lexicon, "member");
    expect(others).toEqual([]);
    expect(promise?.text).toBe(said);
    expect(promise?.when ? shown(promise.when.by) : null).toBe(by);
  });

  it.each([
    ["您明天方便吗？"],
    ["您什么时候方便，我安排师傅上门？"],
    ["要不要我给您发个视频"],
    ["昨天已经给您发了"],
    ["您可以先关掉进水阀"],
    ["麻烦您把地址发我"],
    ["师傅已经上门了"],
    ["滤芯一般会用一年"],
    ["这款机器会自动冲洗"],
    ["现在下单明天就能到"],
    ["您如果明天下单可以享受优惠"],
    ["这个活动到月底就结束了"],
    ["价格是299元"],
    ["好的"],
  ])("takes 「%s」 for none", (text) => {
    expect(findPromises(text, at, zone, lexicon, "member")).toEqual([]);
  });

  it("tells a customer's own word from what they ask of us", () => {
    const said = (text: string) => findPromises(text, at, zone, lexicon, "customer").length;
    expect(said("我明天把款打过去")).toBe(1);
    expect(said("明天给我报个价")).toBe(0);
    expect(said("我明天有空")).toBe(0);
  });

  it("finds each of several", () => {
    const found = findPromises("报价今晚发您。师傅的事我明天跟您确认。", at, zone, lexicon, "member");
    expect(found.map((promise) => promise.when?.said)).toEqual(["今晚", "明天"]);
  });
});

describe("findTimes", () => {
  it.each([
    ["今晚8点前", "2026-03-04 20:00"],
    ["明天上午", "2026-03-05 12:00"],
    ["后天下午三点半", "2026-03-06 15:30"],
    ["周五", "2026-03-06 23:59"],
    ["周二", "2026-03-10 23:59"],
    ["下周三", "2026-03-11 23:59"],
    ["3月8日", "2026-03-08 23:59"],
    ["2号", "2026-04-02 23:59"],
    ["下个月5号", "2026-04-05 23:59"],
    ["1月5日", "2027-01-05 23:59"],
    ["三天内", "2026-03-07 23:59"],
    ["3个工作日内", "2026-03-09 23:59"],
    ["两小时内", "2026-03-04 16:00"],
    ["月底前", "2026-03-31 23:59"],
    ["本周内", "2026-03-08 23:59"],
    ["马上", "2026-03-04 14:30"],
    ["下班前", "2026-03-04 18:00"],
  ])("reads %s", (text, by) => {
    expect(findTimes(text, at, zone).map((when) => shown(when.by))).toEqual([by]);
  });

  it.each([["坐2号线"], ["一共三个"], ["13800138000"], ["C5"], ["2月30日"]])("finds no time in %s", (text) => {
    expect(findTimes(text, at, zone)).toEqual([]);
  });
});
