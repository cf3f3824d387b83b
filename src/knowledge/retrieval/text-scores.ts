import { charactersOf, isHan, termsOf } from "../../language";
import type { Catalogue } from "./catalogue";
import { lengthOf } from "./postings";
import type { KnowledgeReader } from "./reader";

const K1 = 1.2;
const B = 0.5;
/** A single character of a title tells little. */
const CHARACTER = 0.25;
/** A longer phrase says enough in pairs of characters. */
const SHORT = 4;
/** Chat is full of pairs of characters that no article has; they only partly speak against a match. */
const UNKNOWN_TERM = 0.6;
/** In a catalogue of three articles every word is rare or everywhere; it is weighed as if it had grown to this. */
const FEW_ARTICLES = 50;
/** A usual length of an article in terms; the norm only needs its order of magnitude. */
const USUAL_LENGTH = 60;

export interface TextScores {
  /** BM25 by document number. */
  scores: Float32Array;
  /** What a document would score that holds each term of the query about once. */
  whole: number;
  /** 1 where a term matched that is more than a hint. */
  touched: Uint8Array;
  /** Terms of the query itself, synonyms and hints left out, that some document holds. */
  terms: string[];
}

/** A phrase of the query and how much its terms count. */
export interface QueryPart {
  text: string;
  weight: number;
  /** A synonym may find but need not be found; a hint (another word for 「多久」) only adds to what others found. */
  role?: "synonym" | "hint";
}

export async function scoreText(
  reader: KnowledgeReader,
  catalogue: Catalogue,
  parts: QueryPart[],
): Promise<TextScores> {
  const weights = new Map<string, number>();
  const needed = new Set<string>();
  const telling = new Set<string>();
  for (const part of parts) {
    for (const term of termsOf(part.text)) {
      if (term.length === 1 && isHan(term)) continue;
      weights.set(term, Math.max(weights.get(term) ?? 0, part.weight));
      if (!part.role) needed.add(term);
      if (part.role !== "hint") telling.add(term);
    }
    const characters = charactersOf(part.text);
    if (characters.length > SHORT) continue;
    for (const term of characters) if (!weights.has(term)) weights.set(term, part.weight * CHARACTER);
  }
  const scores = new Float32Array(catalogue.size);
  const touched = new Uint8Array(catalogue.size);
  if (weights.size === 0) return { scores, whole: 0, touched, terms: [] };
  const found = await reader.postings([...weights.keys()]);
  const n = Math.max(catalogue.liveDocs.length, FEW_ARTICLES);
  let whole = 0;
  for (const [term, weight] of weights) {
    const postings = found.get(term);
    const df = Math.min(postings?.df ?? 0, n);
    const idf = weight * Math.log(1 + (n - df + 0.5) / (df + 0.5));
    if (needed.has(term)) whole += idf * (postings ? 1 : UNKNOWN_TERM);
    if (!postings) continue;
    const counts = telling.has(term) ? 1 : 0;
    for (let i = 0; i < postings.docs.length; i += 1) {
      const doc = postings.docs[i]!;
      if (catalogue.live[doc] !== 1) continue;
      touched[doc]! |= counts;
      const weighted = postings.weights[i]!;
      const norm = 1 - B + (B * lengthOf(postings.lengths[i]!)) / USUAL_LENGTH;
      scores[doc]! += (idf * weighted * (K1 + 1)) / (weighted + K1 * norm);
    }
  }
  return { scores, whole, touched, terms: [...needed].filter((term) => found.has(term)) };
}
