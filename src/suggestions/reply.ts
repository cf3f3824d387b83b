import { type Attribute, type IndexedDocument, passageFor, plainText, sentencesOf, textOf } from "../knowledge";
import { type Lexicon, normalize } from "../language";
import type { Constraint } from "./constraints";
import { kindOfName } from "./constraints";
import type { Candidate } from "./rank-question";

export interface Reply {
  /** Ready to send: sentences and figures of the article, nothing else but courtesy. */
  text: string;
  /** Heading the text comes from, null for the opening words or the attributes. */
  section: string | null;
}

const MAX_LIST = 6;
const MAX_FACTS = 3;

/** Turns a candidate into words for the chat. */
export function composeReply(candidate: Candidate, lexicon: Lexicon): Reply {
  const { document, question } = candidate;
  if (document.kind === "snippet") return { text: plainText(document.body), section: null };
  const asked = askedFacts(document, question.attributes);
  const wished = wishedFacts(document, question.constraints, lexicon);
  if (candidate.why === "wish" && (wished.length > 0 || question.constraints.length > 0 || question.requests)) {
    return recommend(document, wished.length > 0 ? wished : asked);
  }
  if (asked.length > 0) return answer(document, asked);
  const passage = passageFor(document.body, [question.text, ...synonymsOf(question.text, lexicon)].join(" "));
  if (passage.text === "" || isSheet(document)) return recommend(document, document.attributes.slice(0, MAX_FACTS));
  return { text: passage.text, section: passage.section };
}

/** 「您可以看看…」 with the figures that fit the wish, then the article's own opening when it is prose. */
function recommend(document: IndexedDocument, facts: Attribute[]): Reply {
  const opening = openingOf(document);
  const told = facts.filter((fact) => !opening.includes(textOf(fact)));
  const figures = told.slice(0, MAX_FACTS).map(factText).join("，");
  const first = figures === "" ? `您可以看看${document.title}。` : `您可以看看${document.title}，${figures}。`;
  return { text: [first, opening].filter((part) => part !== "").join(""), section: null };
}

/** The article's own sentence when one says it, else 「…的价格是 299 元。」 */
function answer(document: IndexedDocument, facts: Attribute[]): Reply {
  const sentences = isSheet(document) ? [] : sentencesOf(plainText(document.body));
  const own = facts.map((fact) => sentences.find((sentence) => sayValue(sentence, fact)));
  const rest = facts.filter((_, i) => own[i] === undefined);
  const parts = [...new Set(own.filter((sentence) => sentence !== undefined))];
  if (rest.length > 0) {
    const subject = parts.length === 0 ? `${document.title}的` : "";
    parts.push(`${subject}${rest.slice(0, MAX_FACTS).map(factText).join("，")}。`);
  }
  return { text: parts.join(""), section: null };
}

function sayValue(sentence: string, fact: Attribute): boolean {
  if (fact.type !== "number") return false;
  return sentence.replace(/\s/g, "").includes(fact.text.replace(/\s/g, ""));
}

function factText(fact: Attribute): string {
  if (fact.type !== "list") return `${fact.name}是${fact.text}`;
  const values = fact.values.slice(0, MAX_LIST).join("、");
  return `${fact.name}有${values}${fact.values.length > MAX_LIST ? "等" : ""}`;
}

function askedFacts(document: IndexedDocument, names: string[]): Attribute[] {
  return document.attributes.filter((attribute) => names.includes(attribute.name));
}

function wishedFacts(document: IndexedDocument, constraints: Constraint[], lexicon: Lexicon): Attribute[] {
  return document.attributes.filter(
    (attribute) =>
      attribute.type === "number" &&
      constraints.some((wish) =>
        wish.names.length > 0 && wish.names.includes(attribute.name)
          ? true
          : wish.kind !== null
            ? kindOfName(attribute.name, lexicon) === wish.kind
            : kindOfName(attribute.name, lexicon) === "money",
      ),
  );
}

/** A body made of 「名称：值」 pairs is a data sheet: it is told by its figures, not read out. */
function isSheet(document: IndexedDocument): boolean {
  const pairs = document.attributes.filter((attribute) => document.body.includes(`${attribute.name}：`)).length;
  return pairs > 0 && document.body.split(/[；;\n]/).filter((part) => part.trim() !== "").length <= pairs * 2;
}

function openingOf(document: IndexedDocument): string {
  if (isSheet(document)) return "";
  return sentencesOf(plainText(document.body.split(/^#/m)[0] ?? ""))
    .slice(0, 2)
    .join("");
}

function synonymsOf(text: string, lexicon: Lexicon): string[] {
  const plain = normalize(text);
  return lexicon.synonyms.filter((group) => group.some((word) => plain.includes(word))).flat();
}
