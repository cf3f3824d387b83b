import type { App } from "../app";
import { type Message, recentMessages } from "../conversations";
import { knowledgeReader } from "../knowledge";
import { readLexicon } from "../language";
import { isDuplicateKey } from "../platform/db";
import { adoptionPrior } from "./adoption-prior";
import { rank } from "./rank";
import { reasonFor } from "./reason";
import { composeReply } from "./reply";
import { Suggestion } from "./suggestion.entity";
import { SuggestionSet } from "./suggestion-set.entity";
import type { ChatMessage } from "./understand";

const CONTEXT_MESSAGES = 8;

export interface Suggested {
  messageId: string;
  replies: Suggestion[];
}

interface Pair {
  corpId: string;
  externalUserid: string;
  userid: string;
}

/**
 * Proposals for the customer's last words to this member, made once per message: the job and the sidebar may ask at the
 * same time.
 *
 * @returns null when the last word is the member's, or nobody wrote yet.
 */
export async function suggestReplies(app: App, pair: Pair): Promise<Suggested | null> {
  const messages = await recentMessages(app, pair.corpId, { ...pair, limit: CONTEXT_MESSAGES });
  const last = messages.at(-1);
  if (last?.senderKind !== "customer") return null;
  const known = await readSuggested(app, pair, last.id);
  if (known) return known;
  const lexicon = readLexicon();
  const candidates = await rank(knowledgeReader(app, pair.corpId), messages.map(toChat), lexicon, {
    prior: adoptionPrior(app, pair.corpId),
  });
  const now = app.now();
  try {
    await app.db.transaction(async (tx) => {
      const inserted = await tx.insert(SuggestionSet, { ...pair, messageId: last.id, createdAt: now });
      const setId = String(inserted.identifiers[0]?.id);
      const rows = candidates.map((candidate, place) => {
        const { document } = candidate;
        const reply = composeReply(candidate, lexicon);
        return {
          ...pair,
          setId,
          place,
          articleId: document.articleId,
          articleVersion: document.version,
          articleTitle: document.title,
          section: reply.section?.slice(0, 200) ?? null,
          text: reply.text,
          reason: reasonFor(candidate, lexicon).slice(0, 200),
          score: candidate.score,
          terms: candidate.topics.map((topic) => topic.slice(0, 48)),
          status: "open" as const,
          createdAt: now,
        };
      });
      if (rows.length > 0) await tx.insert(Suggestion, rows);
    });
  } catch (error) {
    // Somebody else was faster with the same message.
    if (!isDuplicateKey(error)) throw error;
  }
  return readSuggested(app, pair, last.id);
}

async function readSuggested(app: App, pair: Pair, messageId: string): Promise<Suggested | null> {
  const set = await app.db.getRepository(SuggestionSet).findOneBy({ ...pair, messageId });
  if (!set) return null;
  const replies = await app.db
    .getRepository(Suggestion)
    .find({ where: { corpId: pair.corpId, setId: set.id }, order: { place: "ASC" } });
  return { messageId, replies };
}

/** Pictures and files say nothing here; their one-line stand-ins are taken out as decoration. */
function toChat(message: Message): ChatMessage {
  return { from: message.senderKind === "customer" ? "customer" : "member", text: message.text };
}
