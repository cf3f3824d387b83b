import type { App } from "../app";
import { type ApplyKeywordTagsInput, applyKeywordTags, keywordsIn, RelationGoneError } from "../contacts";
import { customerWordsIn, type StoredRange } from "../conversations";
import { Automation } from "./automation.entity";
import { ensureBuiltIns } from "./built-ins";

/**
 * Looks through what customers wrote to one member and lets the keyword rules tag them. Setting a tag that is there changes
 * nothing, so a scan that was interrupted may begin again.
 *
 * @returns how many tags are new.
 */
export async function scanKeywords(app: App, corpId: string, range: StoredRange): Promise<number> {
  if (!(await keywordsAreOn(app, corpId))) return 0;
  const hasKeyword = await keywordsIn(app, corpId);
  let added = 0;
  for (const { userid, externalUserid, texts } of await customerWordsIn(app, corpId, range)) {
    const hits = texts.filter(hasKeyword);
    if (hits.length === 0) continue;
    added += (await tagWhileRelated(app, { corpId, userid, externalUserid, texts: hits })).length;
  }
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
