import type { Catalogue, QueryPart } from "../knowledge";
import { type Lexicon, normalize } from "../language";
import type { Question } from "./understand";

const SYNONYM = 0.5;
/** Another way to say 「怎么」 hardly tells articles apart. */
const HINT = 0.2;
const CATEGORY = 0.5;
const NAMED = 0.5;
const KEPT_PHRASE = 3;
const MIN_SUBJECT = 2;
const CLAUSE = /(?<=[?？])|[,，。!！;；\n]/;

/**
 * The words to search for: what is left of the question without wishes about numbers, names of attributes and
 * categories, and phrases that carry no subject; then other words for the same things, which count less.
 *
 * @param together every clause must be met, not only those that ask.
 */
export function queryParts(question: Question, together: boolean, catalogue: Catalogue, lexicon: Lexicon): QueryPart[] {
  const parts = subjectParts(question, together, catalogue, lexicon);
  // Articles about the thing that was named (a comparison, a guide) have its name in them; what is near it has not.
  if (!question.near && !isChoice(question)) {
    for (const { said } of question.mentions) parts.push({ text: said, weight: NAMED, role: "hint" });
  }
  for (const group of lexicon.synonyms) {
    const said = group.filter((word) => question.text.includes(word));
    if (said.length === 0) continue;
    const role = said.every((word) => lexicon.filler.includes(word)) ? "hint" : "synonym";
    // The customer's own word counts in the subject, unless it was taken out there (「多久」).
    const others = group.filter((word) => !question.text.includes(word) || lexicon.filler.includes(word));
    for (const word of others) parts.push({ text: word, weight: role === "hint" ? HINT : SYNONYM, role });
  }
  // Where something is to be chosen the category is a condition of its own; elsewhere it is a word like others.
  if (!isChoice(question)) {
    for (const category of question.wanted) parts.push({ text: catalogue.categories[category]!, weight: CATEGORY });
  }
  return parts;
}

/** The customer wants something chosen for them; they tell their wishes in every clause. */
export function isChoice(question: Question): boolean {
  return question.requests || question.constraints.length > 0;
}

/**
 * Clauses that ask must be met; what is only told beside them (「我住在…」) adds to a match and need not be in it. Where
 * nothing of the asking ones is left (「出水很慢,怎么回事」), all of them count.
 */
function subjectParts(question: Question, together: boolean, catalogue: Catalogue, lexicon: Lexicon): QueryPart[] {
  const asked: string[] = [];
  const told: string[] = [];
  for (const clause of question.text.split(CLAUSE)) {
    const asks = /[?？]/.test(clause) || lexicon.asking.some((word) => clause.includes(word));
    (asks ? asked : told).push(subjectOf(clause, question, catalogue, lexicon));
  }
  if (together || !asked.some((text) => text.replace(/[\s\p{P}]/gu, "").length >= MIN_SUBJECT)) {
    return [{ text: [...asked, ...told].join(" "), weight: 1 }];
  }
  return [
    { text: asked.join(" "), weight: 1 },
    { text: told.join(" "), weight: 1, role: "hint" },
  ];
}

/** A text without what says nothing about its subject. Phrases that have synonyms stay whole (「怎么换」). */
function subjectOf(said: string, question: Question, catalogue: Catalogue, lexicon: Lexicon): string {
  const filler = [...lexicon.filler, ...lexicon.near];
  const kept = lexicon.synonyms
    .flat()
    .filter((word) => word.length >= KEPT_PHRASE && said.includes(word) && !filler.includes(word));
  let text = said;
  kept.forEach((word, i) => {
    text = text.split(word).join(`\uE000${String.fromCharCode(0xe100 + i)}`);
  });
  const remove = [
    ...question.constraints.map((constraint) => constraint.said),
    ...[...catalogue.attributeUse.keys(), ...catalogue.categories].map(normalize),
    ...filler.sort((a, b) => b.length - a.length),
  ];
  for (const word of remove) if (word !== "") text = text.split(word).join(" ");
  return text.replaceAll("□", " ").replace(/\uE000(.)/gu, (_, mark: string) => kept[mark.charCodeAt(0) - 0xe100] ?? "");
}
