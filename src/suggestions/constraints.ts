import { baseUnit, scale } from "../knowledge";
import { HAN_NUMBER, type Lexicon, normalize, parseHanNumber } from "../language";

/** A wish about a number: 「300 左右」, 「4.5 分以上」, 「免费」. Bounds are inclusive; open ends are infinite. */
export interface Constraint {
  /** The customer's own words. */
  said: string;
  /** money, rating, duration … of the lexicon, when unit or neighbouring words tell. */
  kind: string | null;
  /** Attribute names standing beside the number, as the catalogue or the lexicon writes them. */
  names: string[];
  /** In the units of `attributes.ts`: 元, 小时; empty when none was said. */
  unit: string;
  min: number;
  max: number;
  start: number;
  end: number;
}

/** 「左右」 is understood as this share to both sides. */
const ABOUT = 0.15;
const HINT_WINDOW = 12;
const LOW = "不超过|不高于|不大于|低于|少于|小于|不到|最多|至多|顶多|控制在|别超过|不要超过";
const HIGH = "不低于|不少于|不小于|高于|大于|多于|超过|至少|最少|起码";
const AROUND = "大约|大概|差不多|约";
const HIGH_AFTER = "及?以上|或以上|起步|往上|开外|起(?!床|来|飞)";
const LOW_AFTER = "及?以下|或以下|以内|之内|封顶|往下";
const AROUND_AFTER = "左右|上下|前后|来[元块]";
const FREE = /免费|免票|不要钱|不花钱|不收费|不用钱|不用花钱/;
const AMOUNT = String.raw`(?:\d+(?:\.\d+)?(?:[万千kw](?![a-z]))?|${HAN_NUMBER})`;
const DASH = "(?:-|~|–|—|到|至)";

/** 「一个半小时」 */
const HALF = /(\d+|[一二两三四五六七八九十])个半(小时|钟头)/g;

function grammar(lexicon: Lexicon): RegExp {
  const units = Object.values(lexicon.units)
    .flat()
    .sort((a, b) => b.length - a.length);
  const unit = `(?:${units.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`;
  return new RegExp(
    [
      String.raw`(?<![\d:.])(?<from>${AMOUNT})\s*(?<fromUnit>${unit})?\s*${DASH}\s*(?<to>${AMOUNT})\s*(?<toUnit>${unit})?(?![\d:]|-\d)`,
      String.raw`(?:(?<low>${LOW})|(?<high>${HIGH})|(?<around>${AROUND}))\s*[是在为]?\s*(?<compared>${AMOUNT})\s*(?<comparedUnit>${unit})?`,
      String.raw`(?<![\d:.-])(?<amount>${AMOUNT})(?<more>多|出头|来)?\s*(?<amountUnit>${unit})?(?<more2>多)?\s*(?:(?<highAfter>${HIGH_AFTER})|(?<lowAfter>${LOW_AFTER})|(?<aroundAfter>${AROUND_AFTER}))?(?![\d:])`,
      `(?<free>${FREE.source})`,
    ].join("|"),
    "gu",
  );
}

/**
 * Wishes about numbers in a customer's sentence. A number with neither a unit, nor a comparison, nor an attribute's name
 * beside it is no wish (「我要 2 个」, a telephone number, a date).
 *
 * @param attributeNames names that the catalogue uses, besides those of the lexicon.
 */
export function parseConstraints(text: string, lexicon: Lexicon, attributeNames: Iterable<string> = []): Constraint[] {
  const plain = normalize(text)
    .replace(/(\d),(?=\d{3}(?!\d))/g, "$1")
    .replace(HALF, (_, whole: string, unit: string) => `${(amountOf(whole)?.min ?? 0) + 0.5}${unit}`);
  const hints = hintWords(lexicon, attributeNames);
  const found: Constraint[] = [];
  for (const match of plain.matchAll(grammar(lexicon))) {
    const bounds = boundsOf(match.groups ?? {});
    if (!bounds) continue;
    const start = match.index;
    const end = start + match[0].length;
    const before = clauseBefore(plain.slice(found.at(-1)?.end ?? 0, start));
    const hint = nearestHint(before, plain.slice(end, end + 8), hints);
    const unitKind = kindOfUnit(bounds.unit, lexicon);
    if (!bounds.compared && !unitKind && !hint) continue;
    if (bounds.word && !bounds.unit) continue;
    // 「过两天」, 「24 小时热水」: a length of time is a wish only where something says what lasts so long.
    if (unitKind === "duration" && !bounds.compared && !hint && !lexicon.lasting.some((word) => before.includes(word)))
      continue;
    const agrees = hint && (!unitKind || hint.kind === unitKind || hint.kind === null);
    const factor = (amount: number) => (bounds.unit ? scale(String(amount), stripMeasure(bounds.unit)) : amount);
    found.push({
      said: match[0].trim(),
      kind: unitKind ?? hint?.kind ?? null,
      names: agrees ? [hint.name] : [],
      unit: baseUnit(stripMeasure(bounds.unit)),
      min: factor(bounds.min),
      max: factor(bounds.max),
      start,
      end,
    });
  }
  return found;
}

interface Bounds {
  min: number;
  max: number;
  unit: string;
  /** A comparison or range was said, so the number means a limit even without a unit. */
  compared: boolean;
  /** Written in words of one character, which usually count things (「一家」). */
  word: boolean;
}

function boundsOf(groups: Record<string, string | undefined>): Bounds | undefined {
  if (groups.free) return { min: 0, max: 0, unit: "元", compared: true, word: false };
  if (groups.from && groups.to) {
    const from = amountOf(groups.from);
    const to = amountOf(groups.to);
    if (!from || !to) return undefined;
    const unit = groups.toUnit ?? groups.fromUnit ?? "";
    // 「三到五百」: the power said once belongs to both.
    const lifted =
      from.max < 10 && to.max >= 100 && /^[一二两三四五六七八九]$/.test(groups.from)
        ? from.max * 10 ** Math.floor(Math.log10(to.max))
        : from.min;
    const lower =
      groups.fromUnit && groups.fromUnit !== unit
        ? Number(scale(String(lifted), stripMeasure(groups.fromUnit))) / scale("1", stripMeasure(unit))
        : lifted;
    return { min: Math.min(lower, to.max), max: Math.max(lower, to.max), unit, compared: true, word: false };
  }
  if (groups.compared) {
    const amount = amountOf(groups.compared);
    if (!amount) return undefined;
    const shared = { unit: groups.comparedUnit ?? "", compared: true, word: false };
    if (groups.low) return { min: Number.NEGATIVE_INFINITY, max: amount.max, ...shared };
    if (groups.high) return { min: amount.min, max: Number.POSITIVE_INFINITY, ...shared };
    return { ...around(amount), ...shared };
  }
  const amount = amountOf(groups.amount ?? "");
  if (!amount) return undefined;
  const unit = groups.amountUnit ?? "";
  const word = /^[^\d]$/.test(groups.amount ?? "");
  if (groups.highAfter) return { min: amount.min, max: Number.POSITIVE_INFINITY, unit, compared: true, word };
  if (groups.lowAfter) return { min: Number.NEGATIVE_INFINITY, max: amount.max, unit, compared: true, word };
  if (groups.aroundAfter) return { ...around(amount), unit, compared: true, word };
  if (groups.more || groups.more2) {
    const step = 10 ** Math.floor(Math.log10(Math.max(amount.max, 1)));
    return { min: amount.min, max: amount.max + step * 0.99, unit, compared: amount.max >= 100, word };
  }
  return { ...amount, unit, compared: amount.min !== amount.max, word };
}

function around(amount: { min: number; max: number }) {
  return { min: amount.min * (1 - ABOUT), max: amount.max * (1 + ABOUT) };
}

function amountOf(said: string): { min: number; max: number } | undefined {
  const digits = /^(\d+(?:\.\d+)?)([万千kw])?$/.exec(said);
  if (!digits) return parseHanNumber(said);
  // Eight digits and more are a number to dial.
  if (digits[1]!.length > 7) return undefined;
  const power = digits[2] === undefined ? 1 : "万w".includes(digits[2]) ? 10_000 : 1_000;
  return { min: Number(digits[1]) * power, max: Number(digits[1]) * power };
}

/** 「个小时」 and 「小时」 are the same unit. */
function stripMeasure(unit: string): string {
  return unit
    .replace(/^个/, "")
    .replace(/^钟头$|^钟$/, "小时")
    .replace(/^日$/, "天");
}

function kindOfUnit(unit: string, lexicon: Lexicon): string | null {
  if (unit === "") return null;
  return Object.entries(lexicon.units).find(([, words]) => words.includes(unit))?.[0] ?? null;
}

interface Hint {
  word: string;
  name: string;
  kind: string | null;
}

function hintWords(lexicon: Lexicon, attributeNames: Iterable<string>): Hint[] {
  const hints = lexicon.attributes.flatMap(({ kind, names, said }) => [
    ...names.map((name) => ({ word: name, name, kind })),
    ...said.map((word) => ({ word, name: names[0]!, kind })),
  ]);
  for (const name of attributeNames) {
    const known = hints.find((hint) => hint.word === name);
    if (!known) hints.push({ word: name, name, kind: kindOfName(name, lexicon) as string });
  }
  return hints.sort((a, b) => b.word.length - a.word.length);
}

/** 「滤芯价格」 is money because it ends in a word that is. */
export function kindOfName(name: string, lexicon: Lexicon): string | null {
  const group = lexicon.attributes.find(({ names }) => names.some((word) => name.endsWith(word)));
  return group?.kind ?? null;
}

function clauseBefore(text: string): string {
  return (text.split(/[,，。；;！!？?、\n]/).at(-1) ?? "").slice(-HINT_WINDOW);
}

function nearestHint(before: string, after: string, hints: Hint[]): Hint | undefined {
  let best: { hint: Hint; end: number } | undefined;
  for (const hint of hints) {
    const at = before.lastIndexOf(hint.word);
    if (at >= 0 && (!best || at + hint.word.length > best.end)) best = { hint, end: at + hint.word.length };
  }
  if (best) return best.hint;
  return hints.find((hint) => after.startsWith(hint.word) || after.startsWith(`的${hint.word}`));
}
