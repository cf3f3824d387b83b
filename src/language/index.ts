export { HAN_NUMBER, parseHanNumber } from "./han-number";
export { Lexicon } from "./lexicon";
export { findPromises, type PromiseSaid } from "./promises";
export { readLexicon } from "./read-lexicon";
export { isCourtesy, saysThanks } from "./small-talk";
export { charactersOf, isHan, normalize, termsOf } from "./text";
export { findTimes, type When } from "./when";
