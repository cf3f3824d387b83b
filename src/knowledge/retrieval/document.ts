import { charactersOf, normalize, termsOf } from "../../language";
import { type Attribute, attributesOfBody } from "./attributes";
import { type Entry, lengthCode, weightOf } from "./postings";

/** What of an article is searched. */
export interface ArticleContent {
  title: string;
  category: string;
  body: string;
  attributes: Attribute[];
  tags: string[];
}

/** An article as the index keeps it. `doc` is its number there; a changed article gets a new one. */
export interface IndexedDocument extends ArticleContent {
  doc: number;
  articleId: string;
  version: number;
  kind: "article" | "snippet";
}

const MAX_VALUE = 40;

/** Whole attribute values are terms of their own, so that 「who names X」 is one look-up. */
export function valueTerm(value: string): string {
  return `=${normalize(value).replace(/\s+/g, "").slice(0, MAX_VALUE)}`;
}

/** The operator's attributes first, then those written into the body. */
export function sheetOf(content: Pick<ArticleContent, "body" | "attributes">): Attribute[] {
  const named = new Set(content.attributes.map((attribute) => attribute.name));
  return [...content.attributes, ...attributesOfBody(content.body).filter((attribute) => !named.has(attribute.name))];
}

export function textOf(attribute: Attribute): string {
  return attribute.type === "list" ? attribute.values.join("、") : attribute.text;
}

/**
 * Terms of one document with their entries.
 *
 * @param relations names of attributes that list other articles (「周边…」, 「适配机型」): their words describe the others,
 *   so only the whole values are indexed.
 */
export function entriesOf(doc: number, content: ArticleContent, relations: ReadonlySet<string>): Map<string, Entry> {
  const inTitle = countTerms([...termsOf(content.title), ...charactersOf(content.title)]);
  const own = content.attributes.filter((attribute) => !relations.has(attribute.name));
  const inBody = countTerms([
    ...termsOf(content.category),
    ...content.tags.flatMap(termsOf),
    ...termsOf(withoutRelations(content.body, relations)),
    ...own.flatMap((attribute) => termsOf(`${attribute.name} ${textOf(attribute)}`)),
  ]);
  const length = lengthCode([...inBody.values()].reduce((sum, count) => sum + count, 0));
  const entries = new Map<string, Entry>();
  for (const term of new Set([...inTitle.keys(), ...inBody.keys()])) {
    entries.set(term, { doc, weight: weightOf(inTitle.get(term) ?? 0, inBody.get(term) ?? 0), length });
  }
  for (const attribute of sheetOf(content)) {
    const values = attribute.type === "list" ? attribute.values : attribute.type === "text" ? [attribute.text] : [];
    for (const value of values)
      if (value.length <= MAX_VALUE) entries.set(valueTerm(value), { doc, weight: 1, length });
  }
  return entries;
}

function withoutRelations(body: string, relations: ReadonlySet<string>): string {
  if (relations.size === 0) return body;
  const parts = body.split(/[；;\n]/);
  return parts.filter((part) => !relations.has((part.split(/[：:]/, 1)[0] ?? "").trim())).join("\n");
}

function countTerms(terms: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}
