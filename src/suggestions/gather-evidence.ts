import { type Catalogue, type KnowledgeReader, type NumberColumn, scoreText, type TextScores } from "../knowledge";
import type { Lexicon } from "../language";
import type { Constraint } from "./constraints";
import { choiceProbability } from "./evidence";
import { neighboursOf } from "./nearby";
import { isChoice, queryParts } from "./query-parts";
import { columnsFor } from "./satisfy";
import type { Question } from "./understand";

export interface RankContext {
  reader: KnowledgeReader;
  catalogue: Catalogue;
  lexicon: Lexicon;
  /** Presence of articles in the chat. */
  focus: ReadonlyMap<number, number>;
}

/** Everything that speaks for or against an article as the answer to one question. */
export interface Evidence {
  question: Question;
  focus: ReadonlyMap<number, number>;
  /** The customer wants something chosen for them. */
  choosing: boolean;
  /** How likely they want something new rather than what is on the table. */
  choice: number;
  onTheTable: number | undefined;
  wanted: ReadonlySet<number>;
  text: TextScores;
  wishes: { constraint: Constraint; columns: NumberColumn[] }[];
  /** Columns of the attributes asked about. */
  asked: NumberColumn[];
  near: ReadonlySet<number>;
}

export async function gatherEvidence(context: RankContext, question: Question): Promise<Evidence> {
  const { reader, catalogue, lexicon, focus } = context;
  const onTheTable = strongest(focus);
  const wanted = new Set(question.wanted);
  const elsewhere =
    onTheTable !== undefined && wanted.size > 0 && !question.near && !wanted.has(catalogue.categoryOf[onTheTable]!);
  return {
    question,
    focus,
    choosing: isChoice(question),
    choice: choiceProbability(question, onTheTable !== undefined, elsewhere),
    onTheTable,
    wanted,
    text: await readText(context, question),
    wishes: question.constraints.map((constraint) => ({
      constraint,
      columns: columnsFor(constraint, catalogue, wanted, lexicon),
    })),
    asked: question.attributes.flatMap((name) => catalogue.columns.get(name) ?? []),
    near: question.near ? await neighboursOf(reader, catalogue, anchorsOf(question, onTheTable)) : new Set(),
  };
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
