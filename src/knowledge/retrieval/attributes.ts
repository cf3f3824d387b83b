import { z } from "zod";
import { normalize } from "../../language";

/** A number or a range with its unit, a list of names, or plain text. */
export const Attribute = z.discriminatedUnion("type", [
  z.strictObject({
    name: z.string().min(1).max(32),
    type: z.literal("number"),
    min: z.number(),
    max: z.number(),
    unit: z.string().max(8),
    text: z.string().max(64),
  }),
  z.strictObject({
    name: z.string().min(1).max(32),
    type: z.literal("list"),
    values: z.array(z.string().min(1).max(200)).max(500),
  }),
  z.strictObject({ name: z.string().min(1).max(32), type: z.literal("text"), text: z.string().min(1).max(2_000) }),
]);
export type Attribute = z.infer<typeof Attribute>;

const NUMBER = String.raw`\d+(?:\.\d+)?`;
const UNIT = String.raw`[\p{Script=Han}a-z%°℃/²³]{0,3}`;
const SINGLE = new RegExp(String.raw`^(?:¥|rmb|约)?\s*(${NUMBER})\s*(${UNIT})$`, "u");
const RANGE = new RegExp(
  String.raw`^(?:¥|rmb|约)?\s*(${NUMBER})\s*(${UNIT})\s*(?:-|~|–|—|至|到)\s*(${NUMBER})\s*(${UNIT})$`,
  "u",
);
/** Telephone numbers, codes and years of digits are not amounts. */
const CODE = /^0\d|\d{7}|^0\d+-/;
const FREE = /^(?:免费|免票|0元)$/;
const LIST_SEPARATOR = /[、，,|\n]/;
/** Text with a full stop inside is prose, however many commas it has. */
const PROSE = /[。！？!?]/;

/** What an operator typed as a value, understood as narrowly as the whole of it allows. */
export function attributeOf(name: string, value: string): Attribute | undefined {
  const text = value.trim();
  if (text === "" || text.length > 20_000) return undefined;
  const plain = normalize(text).replace(/(\d),(?=\d{3}(?!\d))/g, "$1");
  if (FREE.test(plain)) return { name, type: "number", min: 0, max: 0, unit: "元", text: text.slice(0, 64) };
  const range = CODE.test(plain) ? null : RANGE.exec(plain);
  if (range) {
    const unit = range[4] || range[2] || "";
    return {
      name,
      type: "number",
      ...ordered(scale(range[1]!, range[2] || unit), scale(range[3]!, unit)),
      unit: baseUnit(unit),
      text: text.slice(0, 64),
    };
  }
  const single = CODE.test(plain) ? null : SINGLE.exec(plain);
  if (single) {
    const amount = scale(single[1]!, single[2]!);
    return { name, type: "number", min: amount, max: amount, unit: baseUnit(single[2]!), text: text.slice(0, 64) };
  }
  const values = text
    .split(LIST_SEPARATOR)
    .map((item) => item.trim())
    .filter((item) => item !== "");
  if (values.length > 1 && !PROSE.test(text)) {
    return { name, type: "list", values: values.slice(0, 500).map((item) => item.slice(0, 200)) };
  }
  return { name, type: "text", text: text.slice(0, 2_000) };
}

function ordered(a: number, b: number) {
  return { min: Math.min(a, b), max: Math.max(a, b) };
}

/** Money in 元, time in hours: the units in which people compare. */
const SCALES: Record<string, { factor: number; unit: string }> = {
  万: { factor: 10_000, unit: "元" },
  万元: { factor: 10_000, unit: "元" },
  块: { factor: 1, unit: "元" },
  块钱: { factor: 1, unit: "元" },
  分钟: { factor: 1 / 60, unit: "小时" },
  天: { factor: 24, unit: "小时" },
  h: { factor: 1, unit: "小时" },
};

export function scale(amount: string, unit: string): number {
  return Number(amount) * (SCALES[unit]?.factor ?? 1);
}

export function baseUnit(unit: string): string {
  return SCALES[unit]?.unit ?? unit;
}

const PAIR =
  /^\s*(?:[-*•]\s*)?([\p{Script=Han}A-Za-z](?:[\p{Script=Han}A-Za-z0-9/ ]{0,10}[\p{Script=Han}A-Za-z])?)\s*[：:]\s*(.+)$/u;

/**
 * 「名称：值」 pairs written into the body, one a line or parted by 「；」. A body counts as such a sheet only when most of
 * its parts are pairs, so a colon in prose stays prose.
 */
export function attributesOfBody(body: string): Attribute[] {
  const parts = body.split(/[；;\n]/).filter((part) => part.trim() !== "");
  const pairs = parts.map((part) => PAIR.exec(part));
  const found: Attribute[] = [];
  if (pairs.filter(Boolean).length * 2 < parts.length) return found;
  for (const pair of pairs) {
    const attribute = pair ? attributeOf(pair[1]!.trim(), pair[2]!) : undefined;
    if (attribute && !found.some((other) => other.name === attribute.name)) found.push(attribute);
  }
  return found;
}
