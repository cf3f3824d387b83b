import type { Catalogue } from "../knowledge";
import type { Mention } from "./mentions";
import type { ChatMessage } from "./understand";

const DECAY = 0.7;
const BY_CUSTOMER = 1;
const JUST_NOW = 2;
const PROPOSED_FIRST = 1;
const PROPOSED_LATER = 0.6;
/** A model code tells which machine somebody has, often not what they ask about. */
const BY_CODE = 0.5;
/** Names read out on request (「附近有…」) are asides; the subject stays. */
const ASIDE = 0.3;

/**
 * How present each named article is in the chat's mind when the customer speaks: later beats earlier, the one thing that
 * was proposed beats a list read out on request.
 *
 * @param asksForOthers whether a message asks for things around the subject.
 */
export function focusOf(
  messages: ChatMessage[],
  mentions: Mention[],
  catalogue: Catalogue,
  asksForOthers: (text: string) => boolean,
): Map<number, number> {
  const focus = new Map<number, number>();
  messages.forEach((message, index) => {
    for (const [doc, value] of focus) focus.set(doc, value * DECAY);
    const previous = messages[index - 1];
    const aside = message.from === "member" && previous !== undefined && asksForOthers(previous.text);
    const seen = new Set<string>();
    for (const mention of mentions) {
      if (mention.message !== index || seen.has(mention.said)) continue;
      seen.add(mention.said);
      const weight =
        (mention.byCode ? BY_CODE : 1) *
        (aside ? ASIDE : 1) *
        weightOf(message, index === messages.length - 1, seen.size === 1);
      const docs = mention.docs.filter((doc) => catalogue.live[doc] === 1);
      for (const doc of docs) focus.set(doc, (focus.get(doc) ?? 0) + weight / docs.length);
    }
  });
  return focus;
}

function weightOf(message: ChatMessage, last: boolean, first: boolean): number {
  if (message.from === "customer") return last ? JUST_NOW : BY_CUSTOMER;
  return first ? PROPOSED_FIRST : PROPOSED_LATER;
}
