import { z } from "zod";

const Words = z.array(z.string().trim().min(1)).min(1);

/**
 * `config/lexicon.json`: words of the language and of the trade that an operator may edit. Read by suggestions and
 * insights; here so that both understand the same words in the same way.
 */
export const Lexicon = z.strictObject({
  smallTalk: z.strictObject({ thanks: Words, farewell: Words, greeting: Words, acknowledge: Words }),
  /** Words after which nobody waits for an answer: put off, or pleased. */
  puttingOff: Words,
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
  promises: z.strictObject({
    /** Words that make a sentence about oneself an undertaking. */
    undertaking: Words,
    /** What is undertaken. */
    doing: Words,
    /** Signs that it is for the other. */
    forYou: Words,
    /** Signs that it is no promise after all: past, question, advice, refusal. */
    not: Words,
  }),
});
export type Lexicon = z.infer<typeof Lexicon>;
