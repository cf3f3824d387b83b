import type { IndexedDocument } from "../knowledge";
import { type Lexicon, normalize } from "../language";
import type { Candidate } from "./rank-question";
import { MONEY_FROM, mainBound } from "./satisfy";

const KIND_NAMES: Record<string, string> = { money: "价格", rating: "评分", duration: "时间", size: "尺寸" };
const MAX_WORDS = 2;
const LONGEST_WORD = 8;
/** 「的滤芯」 is 滤芯. */
const PARTICLE_EDGES = /^[的地得了着过]+|[的地得了着过]+$/g;

/** One line that tells the rep why this is proposed, in the customer's terms. */
export function reasonFor(candidate: Candidate, lexicon: Lexicon): string {
  const { document, question, why } = candidate;
  if (why === "wish" && question.constraints.length > 0) {
    const wishes = question.constraints.map((wish) => {
      const bare = wish.unit !== "" ? "" : mainBound(wish) >= MONEY_FROM ? "价格" : "评分";
      const name = wish.names[0] ?? (wish.kind ? KIND_NAMES[wish.kind] : undefined) ?? bare;
      return `${name} ${wish.said}`.trim();
    });
    return `因为客户要${wishes.slice(0, MAX_WORDS).join("、")}`;
  }
  const asked = document.attributes.filter((attribute) => question.attributes.includes(attribute.name));
  if (asked.length > 0) {
    const names = asked.slice(0, MAX_WORDS).map((attribute) => attribute.name);
    return `因为客户问${names.join("和")}`;
  }
  const words = sharedWords(question.text, document, lexicon);
  if (words.length > 0) return `因为客户提到${words.join("、")}`;
  if (why === "focus") return "因为正在聊这件事";
  if (why === "near") return "因为客户问附近有什么";
  return `因为客户想找${document.category || "合适的"}`;
}

/** The longest words of the customer that the article has too, or says in other words. */
function sharedWords(said: string, document: IndexedDocument, lexicon: Lexicon): string[] {
  const title = normalize(document.title);
  const text = normalize([document.title, document.category, document.tags.join(" "), document.body].join("\n"));
  const found = lexicon.synonyms
    .filter((group) => group.some((word) => title.includes(word)))
    .flatMap((group) => group.filter((word) => said.includes(word)));
  let rest = said;
  const dull = [...lexicon.filler, ...lexicon.asking].sort((a, b) => b.length - a.length);
  for (const word of [...found, ...dull]) rest = rest.split(word).join(" ");
  for (const piece of rest.match(/[\p{Script=Han}]+|[a-z0-9]+/gu) ?? []) {
    for (let start = 0; start + 2 <= piece.length; ) {
      let length = Math.min(LONGEST_WORD, piece.length - start);
      while (length >= 2 && !text.includes(piece.slice(start, start + length))) length -= 1;
      if (length >= 2) found.push(piece.slice(start, start + length));
      start += Math.max(length, 1);
    }
  }
  const meant = [...new Set(found.map((word) => word.replace(PARTICLE_EDGES, "")))].filter(
    (word) => word.length > 1 && !dull.includes(word),
  );
  return meant.filter((word) => !meant.some((other) => other !== word && other.includes(word))).slice(0, MAX_WORDS);
}
