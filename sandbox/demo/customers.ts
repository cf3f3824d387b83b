import type { Nickname } from "./names";
import { nicknames } from "./names";
import { companyName, models, places, rivals } from "./people";
import type { Random } from "./random";

/** How far the customer has come: asking, buying just now, or owning a machine for long. */
export type Journey = "lead" | "buyer" | "owner";

export type Slots = Record<string, string>;

export interface Customer {
  externalUserid: string;
  nickname: string;
  female: boolean;
  journey: Journey;
  /** How the staff address them. */
  call: string;
  remark: string;
  place: string;
  /** What stays the same in all their talks. */
  slots: Slots;
  /** How they type, see `asTyped`. */
  typing: number;
  birthday: string;
  /** Age of the machine, counted from now. */
  installedMonthsAgo: number;
}

const TYPING_STYLES = 6;

function addressOf(random: Random, { surname, female, name }: Nickname): string {
  if (/老师/.test(name)) return `${surname}老师`;
  if (/总|老板/.test(name)) return `${surname}总`;
  if (/师母|外婆|大姐/.test(name)) return `${surname}阿姨`;
  const titles = female ? ["女士", "女士", "姐"] : ["先生", "先生", "哥"];
  return `${surname}${random.pick(titles)}`;
}

function remarkOf(random: Random, call: string, place: string, unit: string): string {
  const [building = "", room = ""] = unit.split("栋");
  const remarks = [
    call,
    call,
    `${call} ${place}`,
    `${call}${place.slice(0, 2)}${building}-${room}`,
    `${place} ${call}`,
  ];
  return random.pick(remarks);
}

function journeyOf(index: number): Journey {
  const place = index % 20;
  if (place < 7) return "lead";
  return place < 12 ? "buyer" : "owner";
}

/** Two customers must not carry one remark: reps could not tell them apart. */
function unlike(taken: Set<string>, remark: string, unit: string): string {
  const own = taken.has(remark) ? `${remark} ${unit}` : remark;
  taken.add(own);
  return own;
}

export function buildCustomers(random: Random): Customer[] {
  const order = random.shuffle(nicknames);
  const remarks = new Set<string>();
  return order.map((person, index) => {
    const call = addressOf(random, person);
    const place = random.pick(places);
    const unit = `${random.between(1, 18)}栋${random.between(1, 26)}0${random.between(1, 4)}`;
    const rival = random.pick(rivals);
    const { model, gal, price, deal, filter, fprice, fset } = random.pick(models);
    const rprice = deal - random.between(2, 6) * 100 - 1;
    return {
      externalUserid: `wmDEMO${String(1001 + index)}`,
      nickname: person.name,
      female: person.female,
      journey: journeyOf(index),
      call,
      remark: unlike(remarks, remarkOf(random, call, place, unit), unit),
      place,
      typing: random.between(0, TYPING_STYLES - 1),
      installedMonthsAgo: random.between(15, 33),
      birthday: `${random.between(1, 12)}月${random.between(1, 28)}日`,
      slots: {
        ...{ call, place, unit, rival, model, filter },
        ...{ gal: `${gal}`, price: `${price}`, deal: `${deal}`, fprice: `${fprice}`, fset: `${fset}` },
        rprice: `${rprice}`,
        wrong: `${deal - 600}`,
        total3: `${deal + fset * 2}`,
        spouse: person.female ? "老公" : "老婆",
        roomno: unit.split("栋")[1] ?? "",
        company: `${person.surname}氏${random.pick(["餐饮", "设计", "贸易", "教育", "物流"])}有限公司`,
        county: random.pick(["临安", "诸暨", "桐庐", "安吉", "嵊州", "德清"]),
        referrer: random.pick(["王", "李", "张", "陈", "林"]),
        corp: companyName,
      },
    };
  });
}

/** People end their lines in their own way; questions keep their mark. */
export function asTyped(text: string, typing: number): string {
  if (text.startsWith("我通过了你的联系人验证请求")) return text; // written by WeChat
  const bare = text.replace(/。$/, "");
  if (typing === 1) return bare.replaceAll("，", " ");
  if (typing === 2) return bare.replaceAll("？", "?").replaceAll("，", ",");
  if (typing === 3 && /^(好|谢|嗯|收到|可以|行|辛苦|同乐)/.test(bare) && !/[不没漏坏慢差？?～]/.test(bare))
    return `${bare}～`;
  return bare;
}
