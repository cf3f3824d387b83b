import { readOperatorFile } from "../platform/operator-file";
import { Lexicon } from "./lexicon";

/** `config/lexicon.json`, read again when an operator has changed it. */
export function readLexicon(): Lexicon {
  return readOperatorFile("lexicon.json", Lexicon);
}
