import {
  type Catalogue,
  type IndexedDocument,
  type KnowledgeReader,
  type Lexicon,
  scoreText,
  type TextScores,
  topDocs,
} from "../knowledge";
import { choiceProbability } from "./evidence";
import { neighboursOf } from "./nearby";
import { isChoice, queryParts } from "./query-parts";
import { columnsFor, satisfaction } from "./satisfy";
import type { Question } from "./understand";

/** What a sign is worth beside a point of BM25. */
const WISH = 8;
const CATEGORY = 4;
/** A category named in passing (「滤芯怎么换」) is weaker than one to choose from. */
const CATEGORY_IN_PASSING = 1.2;
const SAME_CATEGORY_AS_BEFORE = 3;
const NEAR = 10;
const POPULAR = 0.6;
const HAS_ATTRIBUTE = 2;
const OFFERED_BEFORE = -2;

/** Of the thing on the table. */
const OTHER_CATEGORY = 0.4;
const TEXT_BESIDE_FOCUS = 0.02;

/** Shares of what would be perfect below which nothing is offered. Someone who asks wants an answer; a remark rarely does. */
const ENOUGH_TEXT = 0.22;
const ENOUGH_FOR_A_REMARK = 0.38;
/** BM25 of about one telling pair of characters: less is chance, whatever the share. A small catalogue cannot give more. */
const LEAST_TEXT = 3.5;
const leastText = (articles: number) => Math.min(LEAST_TEXT, Math.log(1 + (articles - 0.5) / 1.5));
const STRONG_TEXT = 0.4;
const ENOUGH_WISH = 0.5;
const BESIDE_THE_BEST = 0.45;
const FOCUS_BESIDE_THE_BEST = 0.1;

const CANDIDATES = 12;

export interface Candidate {
  document: IndexedDocument;
  question: Question;
  /** 0 to 1, against the best of this question. */
  score: number;
  why: "wish" | "focus" | "near" | "words";
  /** What the question was about, for learning: terms that the catalogue knows, categories, and `*` for any question. */
  topics: string[];
}

/** Favour (up to 1) or disfavour (down to -1) of articles for a question about these topics, by article id. */
export type Prior = (articleIds: readonly string[], topics: readonly string[]) => Promise<ReadonlyMap<string, number>>;

export interface RankContext {
  reader: KnowledgeReader;
  catalogue: Catalogue;
  lexicon: Lexicon;
  /** Presence of articles in the chat. */
  focus: ReadonlyMap<number, number>;
  prior?: Prior;
}

/** Articles that answer one question, best first; none when nothing fits. */
export async function rankQuestion(context: RankContext, question: Question): Promise<Candidate[]> {
  const { reader, catalogue, lexicon, focus } = context;
  const choosing = isChoice(question);
  const onTheTable = strongest(focus);
  const wanted = new Set(question.wanted);
  const elsewhere =
    onTheTable !== undefined && wanted.size > 0 && !question.near && !wanted.has(catalogue.categoryOf[onTheTable]!);
  const choice = choiceProbability(question, onTheTable !== undefined, elsewhere);
  const text = await readText(context, question);
  const wishes = question.constraints.map((constraint) => ({
    constraint,
    columns: columnsFor(constraint, catalogue, wanted, lexicon),
  }));
  const asked = question.attributes.flatMap((name) => catalogue.columns.get(name) ?? []);
  const near = question.near
    ? await neighboursOf(reader, catalogue, anchorsOf(question, onTheTable))
    : new Set<number>();

  const chosen = new Float32Array(catalogue.size);
  let bestChosen = 0;
  for (const doc of catalogue.liveDocs) {
    const category = catalogue.categoryOf[doc]!;
    let score = text.scores[doc]! + POPULAR * catalogue.popularity[doc]!;
    if (wanted.size > 0) score += (wanted.has(category) ? 1 : -1) * (choosing ? CATEGORY : CATEGORY_IN_PASSING);
    else if (onTheTable !== undefined && catalogue.categoryOf[onTheTable] === category)
      score += SAME_CATEGORY_AS_BEFORE;
    for (const { constraint, columns } of wishes) score += WISH * satisfaction(constraint, columns, doc);
    if (wishes.length === 0 && asked.some((column) => !Number.isNaN(column.min[doc]!))) score += HAS_ATTRIBUTE;
    if (near.has(doc)) score += NEAR;
    score += OFFERED_BEFORE * Math.min(1, focus.get(doc) ?? 0);
    chosen[doc] = score;
    if (score > bestChosen) bestChosen = score;
  }

  const present = new Map<number, number>();
  for (const [doc, presence] of focus) {
    const fits = question.categories.length === 0 || question.categories.includes(catalogue.categoryOf[doc]!);
    present.set(doc, presence * (fits ? 1 : OTHER_CATEGORY) + TEXT_BESIDE_FOCUS * text.scores[doc]!);
  }
  const bestPresent = Math.max(...present.values(), 0);

  const scores = new Float32Array(catalogue.size);
  for (const doc of catalogue.liveDocs) scores[doc] = choice * (chosen[doc]! / (bestChosen || 1));
  for (const [doc, presence] of present) scores[doc]! += (1 - choice) * (presence / (bestPresent || 1));

  // Other words for the same thing help a match; alone (「多久」 and nothing else) they are none.
  const least = leastText(catalogue.liveDocs.length);
  const textShare = (doc: number) => (text.touched[doc] === 1 ? text.scores[doc]! / text.whole : 0);
  const grounds = (doc: number): Candidate["why"] | undefined => {
    if (question.constraints.length > 0) {
      const fitting = wishes.some(
        ({ constraint, columns }) =>
          columns.some((column) => !Number.isNaN(column.min[doc]!)) &&
          satisfaction(constraint, columns, doc) >= ENOUGH_WISH,
      );
      if (fitting) return "wish";
    }
    if (focus.has(doc) && (question.asks || question.attributes.length > 0)) return "focus";
    if (near.has(doc)) return "near";
    const enough = question.asks ? ENOUGH_TEXT : ENOUGH_FOR_A_REMARK;
    if (textShare(doc) >= enough && text.scores[doc]! >= least) return "words";
    const told = asked.some((column) => !Number.isNaN(column.min[doc]!));
    return (choosing || told) && wanted.has(catalogue.categoryOf[doc]!) ? "wish" : undefined;
  };

  const top = topDocs(scores, catalogue, CANDIDATES);
  const documents = await reader.documents(top.filter((doc) => grounds(doc) !== undefined));
  const topics = ["*", ...question.wanted.map((category) => `#${catalogue.categories[category]}`), ...text.terms];
  const favour = await context.prior?.(
    documents.map((document) => document.articleId),
    topics,
  );
  if (favour) {
    for (const { doc, articleId } of documents) scores[doc]! *= 1 + (favour.get(articleId) ?? 0);
    documents.sort((a, b) => scores[b.doc]! - scores[a.doc]! || a.doc - b.doc);
  }
  const best = Math.max(scores[top[0] ?? 0] ?? 0, scores[documents[0]?.doc ?? 0] ?? 0) || 1;
  return documents
    .filter(({ doc }) => {
      const share = scores[doc]! / best;
      return share >= (focus.has(doc) ? FOCUS_BESIDE_THE_BEST : BESIDE_THE_BEST) || textShare(doc) >= STRONG_TEXT;
    })
    .map((document) => ({
      document,
      question,
      score: scores[document.doc]! / best,
      why: grounds(document.doc)!,
      topics,
    }));
}

/** The words of the asking clauses; of all clauses when those find nothing (「柜子里好多水,怎么弄」). */
async function readText(context: RankContext, question: Question): Promise<TextScores> {
  const { reader, catalogue, lexicon } = context;
  const choice = isChoice(question);
  const text = await scoreText(reader, catalogue, queryParts(question, choice, catalogue, lexicon));
  if (choice || text.terms.length > 0) return text;
  return scoreText(reader, catalogue, queryParts(question, true, catalogue, lexicon));
}

function strongest(focus: ReadonlyMap<number, number>): number | undefined {
  let best: number | undefined;
  for (const [doc, presence] of focus) if (best === undefined || presence > focus.get(best)!) best = doc;
  return best;
}

/** 「附近」 is near what the question names, else near what is on the table. */
function anchorsOf(question: Question, onTheTable: number | undefined): number[] {
  const named = question.mentions.flatMap((mention) => mention.docs);
  if (named.length > 0) return named;
  return onTheTable === undefined ? [] : [onTheTable];
}
