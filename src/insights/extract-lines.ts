import type { DateTime } from "luxon";
import { findPromises, readLexicon } from "../language";
import type { LineKind } from "./insights.schema";
import type { InsightsLexicon } from "./lexicon";
import { promisedDay } from "./promised-day";
import { hasAny, quote, sameWords, sentencesOf } from "./sentences";

/** A message as the rules see it. Oldest first; what nobody can read (pictures, voice) is left out. */
export interface SaidMessage {
  id: string;
  speaker: "member" | "customer";
  speakerId: string;
  text: string;
  at: DateTime;
}

export interface ExtractedLine {
  kind: LineKind;
  text: string;
  speaker: "member" | "customer";
  speakerId: string;
  messageIds: string[];
  answered: boolean | null;
  dueDay: string | null;
}

/** The more than so many lines of one kind help nobody. */
const MAX_PER_KIND = 4;
const QUESTION =
  /[?？]|吗|呢$|怎么|怎样|如何|多少|多久|几[天点个号时]|什么|哪[里个款种些儿]|能不能|可不可以|有没有|是不是|行不行|为什么/;
/** Knocks at the door, asks nothing. */
const KNOCK = /^(?:您好|你好|hi|hello|嗨|请问)?[\s,，]*(?:在吗|在么|在不在|在不|有人吗)[?？]*$/i;
const MONEY = /\d+(?:\.\d+)?\s*(?:元|块|万)|[¥¥]\s*\d+|\d{2,6}\s*(?:左右|以内|上下)/;

type Rule = (sentence: string, message: SaidMessage, words: InsightsLexicon) => LineKind | null;

/** In this order; a sentence gives at most one line, so that a promise with a price in it is a promise. */
const customerRules: Rule[] = [
  (sentence, _, words) => (hasAny(sentence, words.anger) ? "情绪" : null),
  (sentence, _, words) => (isCustomerPromise(sentence, words) ? "下一步" : null),
  (sentence, _, words) => (hasAny(sentence, words.competitors) ? "竞品" : null),
  (sentence, _, words) => (hasAny(sentence, words.objection) ? "异议" : null),
  (sentence, _, words) => (hasAny(sentence, words.need) && !/怎么|为什么/.test(sentence) ? "需求" : null),
  (sentence) => (QUESTION.test(sentence) && !KNOCK.test(sentence) ? "问题" : null),
  (sentence, _, words) => (MONEY.test(sentence) && hasAny(sentence, words.price) ? "价格" : null),
  (sentence, _, words) => (hasAny(sentence, words.praise) && sentence.length > 4 ? "情绪" : null),
];

const memberRules: Rule[] = [
  (sentence, message) => (isPromise(sentence, message) ? "承诺" : null),
  (sentence) => (MONEY.test(sentence) ? "价格" : null),
];

/**
 * The day in a few lines, each in the speaker's own words and with the messages it was taken from. Rules only: nothing is
 * said that was not said. What somebody repeats is one line that cites every time.
 */
export function extractLines(messages: SaidMessage[], words: InsightsLexicon): ExtractedLine[] {
  const lines: ExtractedLine[] = [];
  const seen = new Map<string, ExtractedLine>();
  messages.forEach((message, index) => {
    for (const sentence of sentencesOf(message.text)) {
      const kind = kindOf(sentence, message, words);
      if (!kind) continue;
      const key = `${kind} ${message.speaker} ${sameWords(sentence)}`;
      const known = seen.get(key);
      if (known) {
        if (!known.messageIds.includes(message.id)) known.messageIds.push(message.id);
        continue;
      }
      const line: ExtractedLine = {
        kind,
        text: quote(sentence),
        speaker: message.speaker,
        speakerId: message.speakerId,
        messageIds: [message.id],
        answered: kind === "问题" ? messages.slice(index + 1).some((later) => later.speaker === "member") : null,
        dueDay: kind === "承诺" || kind === "下一步" ? promisedDay(sentence, message.at) : null,
      };
      seen.set(key, line);
      lines.push(line);
    }
  });
  return keepFew(lines);
}

function kindOf(sentence: string, message: SaidMessage, words: InsightsLexicon): LineKind | null {
  for (const rule of message.speaker === "customer" ? customerRules : memberRules) {
    const kind = rule(sentence, message, words);
    if (kind) return kind;
  }
  return null;
}

/** 「明天给您报价」: the sidebar reminds of promises by the same reading. */
function isPromise(sentence: string, message: SaidMessage): boolean {
  const zone = message.at.zoneName ?? "Asia/Shanghai";
  return findPromises(sentence, message.at.toJSDate(), zone, readLexicon(), "member").length > 0;
}

function isCustomerPromise(sentence: string, words: InsightsLexicon): boolean {
  if (QUESTION.test(sentence)) return false;
  return (
    hasAny(sentence, words.customerPromise) ||
    (hasAny(sentence, words.nextStep) && /那就|就定|约|过来|可以来|方便/.test(sentence))
  );
}

/** Open questions before answered ones, later before earlier: what still matters stays. */
function keepFew(lines: ExtractedLine[]): ExtractedLine[] {
  const kept = new Set<ExtractedLine>();
  const byKind = group(lines);
  for (const same of byKind.values()) {
    const weight = (line: ExtractedLine, index: number) => (line.answered === false ? 1_000 : 0) + index;
    const ranked = same
      .map((line, index) => ({ line, weight: weight(line, index) }))
      .sort((a, b) => b.weight - a.weight);
    for (const { line } of ranked.slice(0, MAX_PER_KIND)) kept.add(line);
  }
  return lines.filter((line) => kept.has(line));
}

function group(lines: ExtractedLine[]): Map<LineKind, ExtractedLine[]> {
  const groups = new Map<LineKind, ExtractedLine[]>();
  for (const line of lines) groups.set(line.kind, [...(groups.get(line.kind) ?? []), line]);
  return groups;
}
