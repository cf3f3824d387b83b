import type { Catalogue } from "../knowledge";
import { findTimes, isCourtesy, type Lexicon, normalize, saysThanks } from "../language";
import { type Constraint, parseConstraints } from "./constraints";
import { type Mention, mentionsIn } from "./mentions";

export interface ChatMessage {
  from: "customer" | "member";
  text: string;
}

/** One thing the customer wants to know. */
export interface Question {
  /** The customer's words without courtesies and without titles of articles. */
  text: string;
  asks: boolean;
  /** Asks us to choose something. */
  requests: boolean;
  /** Points at something named before (「它」, 「这家」). */
  points: boolean;
  /** Wants something other than what was offered. */
  another: boolean;
  near: boolean;
  constraints: Constraint[];
  /** Attributes asked about, as the catalogue names them. */
  attributes: string[];
  /** Categories named as the subject (「这家酒店的…」). */
  categories: number[];
  /** Categories to choose from: those of the clause with the wish, what is looked for 「附近」 before its anchor. */
  wanted: number[];
  /** Articles named in this question. */
  mentions: Mention[];
}

export interface Turn {
  /** Nothing to answer: greeting, thanks, good-bye, 「好的」. */
  smallTalk: boolean;
  questions: Question[];
  /** Articles named anywhere in the chat. */
  mentions: Mention[];
}

/** Only the words are looked at, not what they mean on this day. */
const NOW = new Date(0);
/** More questions than this in one breath are answered by a person. */
const MAX_QUESTIONS = 3;
const CLAUSE = /[。！!？?；;\n，,~～…]+/;
const QUESTION_END = /(?<=[?？\n])/;
/** A question shorter than this says too little to stand alone. */
const MIN_QUESTION = 4;

/**
 * Reads the customer's last words (everything since the member spoke) in the light of the chat.
 */
export function understand(messages: ChatMessage[], catalogue: Catalogue, lexicon: Lexicon): Turn {
  let first = messages.length;
  while (first > 0 && messages[first - 1]!.from === "customer") first -= 1;
  const said = messages
    .slice(first)
    .map((message) => message.text)
    .join("\n");
  const mentions = messages.flatMap((message, index) => mentionsIn(message.text, index, catalogue));
  const clauses = said
    .split(CLAUSE)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== "");
  const kept = clauses.filter((clause) => !isCourtesy(clause, lexicon));
  const questions = splitQuestions(said, lexicon).map((text) => readQuestion(text, catalogue, lexicon));
  const asks = questions.some((question) => question.asks || question.constraints.length > 0);
  const courteous = clauses.some((clause) => saysThanks(clause, lexicon));
  return { smallTalk: kept.length === 0 || (courteous && !asks), questions, mentions };
}

/** Question marks part questions; what follows the last one belongs to it unless it asks something itself. */
function splitQuestions(said: string, lexicon: Lexicon): string[] {
  const questions: string[] = [];
  for (const part of said.split(QUESTION_END)) {
    const text = part
      .split(/(?<=[。！!？?；;\n，,~～…])/)
      .filter((clause) => !isCourtesy(clause, lexicon))
      .join("")
      .trim();
    if (text === "") continue;
    const alone =
      text.length >= MIN_QUESTION &&
      (/[?？]/.test(part) || has(normalize(text), lexicon.asking) || questions.length === 0);
    if (alone && questions.length < MAX_QUESTIONS) questions.push(text);
    else questions.push(`${questions.pop() ?? ""}${text}`);
  }
  return questions;
}

function readQuestion(text: string, catalogue: Catalogue, lexicon: Lexicon): Question {
  const mentions = mentionsIn(text, -1, catalogue);
  let plain = normalize(text);
  // Words inside a title say nothing about what is asked (「…大酒店」 asks for no hotel).
  for (const mention of mentions) plain = plain.split(mention.said).join("□");
  // Nor does a time (「后天上午」): there is no article about it.
  for (const { said } of findTimes(plain, NOW, "UTC")) plain = plain.split(said).join("□");
  const constraints = parseConstraints(plain, lexicon, catalogue.columns.keys());
  return {
    text: plain,
    asks: has(plain, lexicon.asking) || /[?？]/.test(text),
    requests: has(plain, lexicon.requesting),
    points: has(plain, lexicon.pointing),
    another: has(plain, lexicon.another),
    near: has(plain, lexicon.near),
    constraints,
    attributes: attributesAsked(plain, catalogue, lexicon),
    ...categoriesSaid(plain, constraints, catalogue, lexicon),
    mentions,
  };
}

function has(plain: string, words: readonly string[]): boolean {
  return words.some((word) => plain.includes(word));
}

function attributesAsked(plain: string, catalogue: Catalogue, lexicon: Lexicon): string[] {
  const names = [...catalogue.attributeUse.keys()];
  const asked = new Set(names.filter((name) => name.length >= 2 && plain.includes(normalize(name))));
  for (const group of lexicon.attributes) {
    if (!has(plain, group.said) && !has(plain, group.names)) continue;
    for (const name of names) if (group.names.some((word) => name.endsWith(word))) asked.add(name);
  }
  return [...asked];
}

/** One that follows 「附近」 in its clause is what is looked for there. */
function categoriesSaid(plain: string, constraints: Constraint[], catalogue: Catalogue, lexicon: Lexicon) {
  const subjects = new Set<number>();
  const targets = new Set<number>();
  const named = new Set<number>();
  const wished = new Set<number>();
  for (const clause of plain.split(CLAUSE)) {
    const near = Math.min(...lexicon.near.map((word) => clause.indexOf(word)).filter((at) => at >= 0));
    const here = { subjects: new Set<number>(), targets: new Set<number>() };
    catalogue.categories.forEach((name, category) => {
      const word = normalize(name);
      if (word === "") return;
      for (let at = clause.indexOf(word); at >= 0; at = clause.indexOf(word, at + 1)) {
        (at > near ? here.targets : here.subjects).add(category);
      }
    });
    const wishes =
      has(clause, lexicon.requesting) || constraints.some((constraint) => clause.includes(constraint.said));
    // What stands before 「附近」 is the anchor, not what is looked for.
    const candidates = here.targets.size > 0 || Number.isFinite(near) ? here.targets : here.subjects;
    if (wishes) for (const category of candidates) wished.add(category);
    if (!Number.isFinite(near)) for (const category of here.subjects) named.add(category);
    for (const category of here.subjects) subjects.add(category);
    for (const category of here.targets) targets.add(category);
  }
  const wanted = wished.size > 0 ? wished : targets.size > 0 ? targets : named;
  return { categories: [...subjects], wanted: [...wanted] };
}
