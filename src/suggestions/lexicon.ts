import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const Words = z.array(z.string().trim().min(1)).min(1);

/** `config/lexicon.json`: words of the language and of the trade that an operator may edit; names of no article. */
export const Lexicon = z.looseObject({
  smallTalk: z.strictObject({ thanks: Words, farewell: Words, greeting: Words, acknowledge: Words }),
  /** A clause with none of these asks for nothing. */
  asking: Words,
  /** Words that point at something named before. */
  pointing: Words,
  /** Words that ask us to choose something for the customer. */
  requesting: Words,
  near: Words,
  another: Words,
  /** Phrases that carry no subject: left out of the search. */
  filler: Words,
  /** Words that customers and articles use for the same thing. */
  synonyms: z.array(Words),
  /** Words before a length of time that make it a wish. */
  lasting: Words,
  attributes: z.array(z.strictObject({ kind: z.string(), names: Words, said: Words })),
  units: z.record(z.string(), Words),
});
export type Lexicon = z.infer<typeof Lexicon>;

let loaded: Lexicon | undefined;

/** Read once per process: the file changes with a deployment, not while we run. */
export function lexicon(): Lexicon {
  loaded ??= Lexicon.parse(JSON.parse(readFileSync(join(process.cwd(), "config/lexicon.json"), "utf8")));
  return loaded;
}
