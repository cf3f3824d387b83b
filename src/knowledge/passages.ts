import { termsOf } from "../language";

/** A part of an article that answers by itself. */
export interface Passage {
  /** Heading of the part, null for the opening words. */
  section: string | null;
  text: string;
}

const HEADING = /^#{1,4}\s+(.+)$/;
/** A message on a phone: longer ones are not read. */
const MAX_LENGTH = 360;
const MAX_LEAD = 80;
const MAX_OPENING = 200;

export interface Section {
  heading: string | null;
  text: string;
}

/** The opening words first, then what stands under each heading. */
export function sectionsOf(body: string): Section[] {
  const sections: { heading: string | null; lines: string[] }[] = [{ heading: null, lines: [] }];
  for (const line of body.split("\n")) {
    const heading = HEADING.exec(line.trim());
    if (heading) sections.push({ heading: heading[1]!.trim(), lines: [] });
    else sections.at(-1)!.lines.push(line);
  }
  return sections
    .map(({ heading, lines }) => ({ heading, text: lines.join("\n").trim() }))
    .filter((section) => section.text !== "");
}

/**
 * What of an article to say to someone who used these words: the opening sentence, and the part whose words meet theirs.
 * Every sentence is the article's own.
 */
export function passageFor(body: string, words: string): Passage {
  const sections = sectionsOf(body);
  const lead = sections.find((section) => section.heading === null);
  const asked = new Set(termsOf(words));
  let best: Section | undefined;
  let bestScore = 0;
  for (const section of sections) {
    if (section === lead) continue;
    const score = matches(section.heading ?? "", asked) * 2 + matches(section.text, asked);
    if (score > bestScore) {
      best = section;
      bestScore = score;
    }
  }
  const leadScore = lead ? matches(lead.text, asked) : 0;
  if (!best || (lead && leadScore >= bestScore)) {
    return { section: null, text: opening(sections) };
  }
  const start = lead ? clip(plainText(lead.text), MAX_LEAD) : "";
  const rest = clip(plainText(best.text), MAX_LENGTH - start.length);
  return { section: best.heading, text: [start, rest].filter((part) => part !== "").join("\n") };
}

/** The lead; where it only announces (「有三点不同」) the first words of each part follow. */
function opening(sections: Section[]): string {
  const [first, ...others] = sections;
  if (!first) return "";
  let text = clip(plainText(first.text), MAX_LENGTH);
  for (const section of others) {
    const words = `${section.heading ? `${section.heading}：` : ""}${sentencesOf(plainText(section.text))[0] ?? ""}`;
    if (text.length >= MAX_LEAD || text.length + words.length > MAX_OPENING) break;
    text = `${text}\n${words}`;
  }
  return text;
}

function matches(text: string, asked: ReadonlySet<string>): number {
  const terms = new Set(termsOf(text));
  let count = 0;
  for (const term of asked) if (terms.has(term)) count += 1;
  return count;
}

/** Marks of markdown are noise in a chat; numbers of steps stay. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, "$1 $2")
    .replace(/\*\*|__|`/g, "")
    .replace(/^\s*[-*•]\s+/gm, "· ")
    .replace(/\n{2,}/g, "\n")
    .trim();
}

/** Whole sentences and lines only, as many as fit; the first one always. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  let kept = "";
  for (const [sentence] of text.matchAll(/[^。！!？?\n]+[。！!？?\n]*/g)) {
    if (kept !== "" && kept.length + sentence.length > length) break;
    kept += sentence;
  }
  return kept.trim().slice(0, Math.max(length * 2, 1));
}

export function sentencesOf(text: string): string[] {
  return [...text.matchAll(/[^。！!？?\n]+[。！!？?]?/g)]
    .map(([sentence]) => sentence.trim())
    .filter((sentence) => sentence !== "");
}
