import type { Slots } from "./customers";
import type { Random } from "./random";

const MONTH_FESTIVALS: Record<number, string> = {
  1: "元旦",
  2: "春节",
  4: "五一",
  5: "五一",
  6: "端午",
  8: "七夕",
  9: "中秋",
  10: "国庆",
  12: "元旦",
};

function weatherOf(month: number): string[] {
  if (month === 12 || month <= 2) return ["大雪", "大雾", "降温结冰"];
  return month >= 6 && month <= 9 ? ["暴雨", "台风", "雷阵雨"] : ["下雨", "大雾", "连着下雨"];
}

/** What is agreed in one talk and must stay the same through it. */
export function talkSlots(random: Random, month: number, overNight: boolean): Slots {
  const number = (low: number, high: number) => `${random.between(low, high)}`;
  const ap = random.pick(["上午", "下午"]);
  const mastername = random.pick(["刘", "黄", "何", "邓", "谢"]);
  const clean = random.between(5, 18);
  const width = random.between(32, 40);
  const yearcost = random.between(6, 14) * 100;
  return {
    ap,
    mastername,
    // What is agreed for another day happens on the next morning, when the talk goes on.
    day: overNight ? "明天" : random.pick(["明天", "后天", "周六", "周日", "周五"]),
    day2: random.pick(["前天", "大前天", "上周"]),
    time: random.pick(ap === "上午" ? ["九点", "九点半", "十点", "十点半"] : ["两点", "两点半", "三点", "四点"]),
    master: `${mastername}师傅`,
    tail: number(1000, 9999),
    tds1: number(120, 320),
    tds2: `${clean}`,
    tds3: `${clean + random.between(40, 70)}`,
    min: random.pick(["15", "20", "25", "30", "40"]),
    left: number(20, 150),
    n: random.pick(["3", "4", "5", "6", "8"]),
    cut: random.pick(["100", "150", "200", "300"]),
    drill: random.pick(["50", "60", "80"]),
    front: random.pick(["599", "699"]),
    bundle: `${random.between(26, 38)}99`,
    hole: random.pick(["32", "35"]),
    staff: random.pick(["20", "30", "50", "60"]),
    liters: random.pick(["120", "200", "300"]),
    rent: random.pick(["199", "249", "299"]),
    tank: random.pick(["4", "5", "6"]),
    table: random.pick(["459", "499", "599"]),
    salt: random.pick(["45", "55", "65"]),
    width: `${width}`,
    narrow: `${width - random.between(10, 16)}`,
    meters: random.pick(["6", "8", "10"]),
    barrel: random.pick(["40", "60", "80"]),
    yearcost: `${yearcost}`,
    rfilter: `${random.between(14, 22)}0`,
    rfilter3: `${random.between(29, 44) * 20}`,
    fake: random.pick(["39", "59", "68", "79"]),
    weather: random.pick(weatherOf(month)),
    temp: number(35, 39),
    festival: MONTH_FESTIVALS[month] ?? "周末",
    age: random.pick(["四", "五", "六", "七"]),
  };
}

const HAN_FIRST = /^\p{Script=Han}/u;
const HAN_LAST = /\p{Script=Han}$/u;

/**
 * Settles each `[a|b]` and fills each `{slot}`; a name without a value is a mistake in a script. Scripts put spaces
 * around slots for values in Latin letters or digits; beside a Chinese value they go. A mention (`@{1}`) keeps its own.
 */
export function fill(phrasing: string, slots: Slots, random: Random): string {
  return phrasing
    .replace(/\[([^\]]*\|[^\]]*)\]/g, (_all, choices: string) => random.pick(choices.split("|")))
    .replace(/( ?)\{(\w+)\}( ?)/g, (_all, before: string, name: string, after: string) => {
      const value = slots[name];
      if (value === undefined) throw new Error(`no value for {${name}} in: ${phrasing}`);
      if (/^\d$/.test(name)) return `${before}${value}${after}`;
      return `${HAN_FIRST.test(value) ? "" : before}${value}${HAN_LAST.test(value) ? "" : after}`;
    });
}
