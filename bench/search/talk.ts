import { phrases } from "./phrases";

/** A stream of chances that depends on its seed alone: message n is the same message in every run. */
export function chances(seed: number): () => number {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ 0xc2b2ae35) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export type Chance = () => number;

export function pick<T>(chance: Chance, from: readonly T[]): T {
  return from[Math.floor(chance() * from.length)]!;
}

/** The first are picked most: what people talk about is as uneven as that. */
function pickUneven<T>(chance: Chance, from: readonly T[]): T {
  return from[Math.floor(chance() ** 1.6 * from.length)]!;
}

/** Names of products that no dictionary lists: the first of them known to all, the last said a few times in a million. */
const UNLISTED = 4_000;
const unlisted: string[] = Array.from({ length: UNLISTED }, (_, n) => {
  const chance = chances(n + 7_000_001);
  const length = chance() < 0.7 ? 3 : 4;
  return Array.from({ length }, () => pick(chance, phrases.brandCharacters)).join("");
});

export function unlistedName(n: number): string {
  return unlisted[n % UNLISTED]!;
}

export function personName(chance: Chance): string {
  const given = chance() < 0.75 ? 2 : 1;
  return (
    pickUneven(chance, phrases.surnames) +
    Array.from({ length: given }, () => pick(chance, phrases.nameCharacters)).join("")
  );
}

const digits = (chance: Chance, length: number) => Array.from({ length }, () => Math.floor(chance() * 10)).join("");

const slots: Record<string, (chance: Chance) => string> = {
  product: (c) => pickUneven(c, phrases.products),
  coined: (c) => unlisted[Math.floor(c() ** 2 * UNLISTED)]!,
  model: (c) =>
    `${pick(c, phrases.modelLetters)}-${pick(c, ["300", "400", "500", "600", "800", "1000", "1200"])}${pick(c, ["G", "A", "S", "Pro", "Plus", ""])}`,
  name: personName,
  place: (c) => pickUneven(c, phrases.places),
  road: (c) =>
    `${pick(c, phrases.nameCharacters)}${pick(c, phrases.brandCharacters)}${pick(c, ["路", "大道", "街", "巷"])}${1 + Math.floor(c() * 900)}号`,
  price: (c) => `${pick(c, ["", "¥"])}${Math.floor(20 + c() ** 3 * 9_000)}${pick(c, ["元", "块", "", ".9元"])}`,
  order: (c) => `DD2025${digits(c, 10)}`,
  phone: (c) => `1${pick(c, ["38", "39", "50", "58", "86", "77"])}${digits(c, 8)}`,
  express: (c) => `${pick(c, ["SF", "YT", "JD"])}${digits(c, 12)}`,
  day: (c) => pick(c, phrases.days),
  date: (c) => `${1 + Math.floor(c() * 12)}月${1 + Math.floor(c() * 28)}日`,
  hour: (c) => `${pick(c, ["上午", "下午", "晚上"])}${1 + Math.floor(c() * 11)}点${pick(c, ["", "半", "左右"])}`,
  count: (c) => String(1 + Math.floor(c() ** 2 * 60)),
  feeling: (c) => pickUneven(c, phrases.feelings),
  word: (c) => pickUneven(c, phrases.words),
  tail: (c) => pickUneven(c, phrases.tails),
};

function fill(chance: Chance, template: string): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => slots[name]!(chance));
}

export interface Said {
  msgtype: string;
  text: string;
}

/** What one message of a shop's chat says; about 16 characters on average, a third of them a nod. */
export function say(chance: Chance): Said {
  const kind = chance();
  if (kind < 0.06) return { msgtype: "image", text: "[图片]" };
  if (kind < 0.08) return { msgtype: "voice", text: `[语音] ${1 + Math.floor(chance() * 59)} 秒` };
  if (kind < 0.1) return { msgtype: "file", text: fill(chance, `[文件] ${pick(chance, phrases.files)}`) };
  if (kind < 0.12) return { msgtype: "link", text: fill(chance, `[链接] ${pick(chance, phrases.links)}`) };
  if (kind < 0.34) return { msgtype: "text", text: pickUneven(chance, phrases.nods) };
  if (kind < 0.42) return { msgtype: "text", text: musing(chance) };
  const sentences = chance() < 0.25 ? 2 : 1;
  const text = Array.from({ length: sentences }, () => fill(chance, pickUneven(chance, phrases.sentences))).join(
    pick(chance, [",", "。", " "]),
  );
  return { msgtype: "text", text: chance() < 0.3 ? text + slots.tail!(chance) : text };
}

/** Words in no order anybody planned, as talk beside the business is. */
function musing(chance: Chance): string {
  const length = 3 + Math.floor(chance() * 6);
  return Array.from({ length }, () => pickUneven(chance, phrases.words)).join(chance() < 0.2 ? "," : "");
}
