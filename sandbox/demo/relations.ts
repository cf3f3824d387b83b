import type { Customer } from "./customers";
import type { Talk } from "./journeys";
import type { Staff } from "./people";
import type { Random } from "./random";

export interface Relation {
  userid: string;
  externalUserid: string;
  remark: string;
  description: string;
  createdAgoSeconds: number;
  addWay: number;
  state?: string;
  tags: string[];
  remarkMobiles?: string[];
}

const WAYS = [
  { addWay: 1, state: "store-qr", tag: "门店扫码" },
  { addWay: 1, state: "estate-stand", tag: "小区地推" },
  { addWay: 1, state: "short-video", tag: "短视频" },
  { addWay: 3, state: null, tag: "名片" },
  { addWay: 4, state: null, tag: "朋友介绍" },
];

const OLDEST = 360 * 24 * 3600;

function tagsOf(random: Random, customer: Customer, talks: Talk[], source: string): string[] {
  const interests = talks.flatMap((talk) => (talk.script.tag ? [talk.script.tag] : []));
  const grade = customer.journey === "lead" ? random.pick(["B", "C", "C"]) : random.pick(["A", "A", "B"]);
  const status: string[] = [];
  if (customer.journey === "owner") status.push(random.pick(["已安装", "已安装", "年卡用户"]));
  if (talks.some((talk) => talk.script.name.startsWith("open-angry"))) status.push("需回访");
  if (customer.journey === "buyer") status.push(talks.some((talk) => talk.script.stage === 4) ? "已安装" : "待安装");
  return [...new Set([grade, ...interests, source, ...status])];
}

function descriptionOf(customer: Customer): string {
  const { place, slots } = customer;
  if (customer.journey === "lead") return `${place}，意向 ${slots.model}`;
  return `${place} ${slots.unit}，${slots.model}，生日 ${customer.birthday}`;
}

/** One relation for each pair that ever talked, begun shortly before its first message. */
export function relationsOf(random: Random, customer: Customer, talks: Talk[], now: number): Relation[] {
  const pairs = new Map<Staff, Talk[]>();
  for (const talk of talks) pairs.set(talk.member, [...(pairs.get(talk.member) ?? []), talk]);
  return [...pairs].map(([member, held]) => {
    const way = random.pick(WAYS);
    const first = Math.min(...held.map((talk) => talk.start));
    return {
      userid: member.userid,
      externalUserid: customer.externalUserid,
      remark: customer.remark,
      description: descriptionOf(customer),
      createdAgoSeconds: Math.min(OLDEST, now - first + random.between(20, 90)),
      addWay: way.addWay,
      ...(way.state === null ? {} : { state: way.state }),
      tags: tagsOf(random, customer, held, way.tag),
      ...(random.chance(0.6) ? { remarkMobiles: [`1380000${random.between(1000, 9999)}`] } : {}),
    };
  });
}
