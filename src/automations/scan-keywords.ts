import type { App } from "../app";
import { type ApplyKeywordTagsInput, applyKeywordTags, RelationGoneError } from "../contacts";
import { findThread, messagesOfThread } from "../conversations";
import { Automation } from "./automation.entity";
import { ensureBuiltIns } from "./built-ins";
import { KeywordCursor } from "./keyword-cursor.entity";

const MOST_MESSAGES = 5_000;

/**
 * Looks through what a customer wrote since the last time and lets the keyword rules tag the customer. The cursor moves
 * after the tags are set, so an interrupted scan is done again; setting a tag that is there changes nothing.
 *
 * @returns names of new tags.
 */
export async function scanKeywords(app: App, input: { corpId: string; threadId: string }): Promise<string[]> {
  const { corpId, threadId } = input;
  const thread = await findThread(app, corpId, threadId);
  if (thread?.kind !== "single" || !thread.userid || !thread.externalUserid) return [];
  const cursors = app.db.getRepository(KeywordCursor);
  const cursor = await cursors.findOneBy({ corpId, threadId });
  const after = cursor?.messageId ?? "0";
  const messages = await messagesOfThread(app, corpId, threadId, { after, limit: MOST_MESSAGES });
  if (messages.length === 0) return [];
  const texts = messages
    .filter((message) => message.senderKind === "customer" && message.recalledAt === null)
    .map((message) => message.text);
  const { userid, externalUserid } = thread;
  const isOn = texts.length > 0 && (await keywordsAreOn(app, corpId));
  const added = isOn ? await tagWhileRelated(app, { corpId, externalUserid, userid, texts }) : [];
  const newest = messages.map((message) => BigInt(message.id)).sort((a, b) => (a < b ? 1 : -1))[0]!;
  await app.db.query(
    `INSERT INTO keyword_cursors (thread_id, corp_id, message_id) VALUES (?, ?, ?)
     ON DUPLICATE KEY UPDATE message_id = GREATEST(message_id, VALUES(message_id))`,
    [threadId, corpId, newest.toString()],
  );
  return added;
}

/** A pair that has parted cannot be tagged, now or later: nothing that the next message should try again. */
async function tagWhileRelated(app: App, input: ApplyKeywordTagsInput): Promise<string[]> {
  try {
    return await applyKeywordTags(app, input);
  } catch (error) {
    if (error instanceof RelationGoneError) return [];
    throw error;
  }
}

async function keywordsAreOn(app: App, corpId: string): Promise<boolean> {
  await ensureBuiltIns(app, corpId);
  const automations = await app.db.getRepository(Automation).findBy({ corpId, status: "active" });
  return automations.some((automation) => automation.definition.action.type === "keyword_tags");
}
