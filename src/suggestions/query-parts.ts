import { type Catalogue, type Lexicon, normalize, type QueryPart } from "../knowledge";
import type { Question } from "./understand";

const SYNONYM = 0.5;
const CATEGORY = 0.5;
const KEPT_PHRASE = 3;

/**
 * The words to search for: what is left of the question without wishes about numbers, names of attributes and
 * categories, and phrases that carry no subject; then other words for the same things, which count less.
 */
export function queryParts(question: Question, choosing: boolean, catalogue: Catalogue, lexicon: Lexicon): QueryPart[] {
  const parts: QueryPart[] = [{ text: subjectOf(question, catalogue, lexicon), weight: 1 }];
  for (const group of lexicon.synonyms) {
    const said = group.filter((word) => question.text.includes(word));
    if (said.length === 0) continue;
    const role = said.every((word) => lexicon.filler.includes(word)) ? "hint" : "synonym";
    // The customer's own word counts in the subject, unless it was taken out there (「多久」).
    const others = group.filter((word) => !question.text.includes(word) || lexicon.filler.includes(word));
    for (const word of others) parts.push({ text: word, weight: SYNONYM, role });
  }
  // Where something is to be chosen the category is a condition of its own; elsewhere it is a word like others.
  if (!choosing) {
    for (const category of question.wanted) parts.push({ text: catalogue.categories[category]!, weight: CATEGORY });
  }
  return parts;
}

/** The question without what says nothing about its subject. Phrases that have synonyms stay whole (「怎么换」). */
export function subjectOf(question: Question, catalogue: Catalogue, lexicon: Lexicon): string {
  const filler = [...lexicon.filler, ...lexicon.near];
  const kept = lexicon.synonyms
    .flat()
    .filter((word) => word.length >= KEPT_PHRASE && question.text.includes(word) && !filler.includes(word));
  let text = question.text;
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
