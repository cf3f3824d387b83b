import { isCourtesy, type Lexicon, normalize, readLexicon, saysThanks } from "../language";
import type { PlacedMessage } from "./store-messages";

/** Little pictures are how people nod. */
const NODS = new Set(["emotion"]);

/**
 * Whether somebody waits after these words. 「好的」, 「谢谢」 and a smile end a conversation; counting them as unanswered
 * would bury those who really wait.
 */
export function wantsAnswer(
  message: Pick<PlacedMessage, "msgtype" | "text">,
  lexicon: Lexicon = readLexicon(),
): boolean {
  if (NODS.has(message.msgtype)) return false;
  if (message.msgtype !== "text") return true;
  if (!isCourtesy(message.text, lexicon)) return true;
  // 「你好」 and 「在吗」 knock at the door: courtesies that wait.
  const words = normalize(message.text);
  return (
    /[?]/.test(words) ||
    (!saysThanks(message.text, lexicon) && lexicon.smallTalk.greeting.some((word) => words.includes(word)))
  );
}
