import { z } from "zod";
import starterRules from "../../config/keyword-tags.json";
import type { App } from "../app";
import { ensureCorpTag } from "./ensure-corp-tag";
import { FollowRelation } from "./follow-relation.entity";
import { KeywordTagRule } from "./keyword-tag-rule.entity";
import { markTag } from "./mark-tag";
import { RelationTag } from "./relation-tag.entity";

const StarterRules = z.array(
  z.strictObject({
    groupName: z.string().min(1).max(30),
    tagName: z.string().min(1).max(30),
    keywords: z.array(z.string().min(1)).min(1),
  }),
);

/** Full-width letters and capitals are the same word. */
function normalise(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

export interface ApplyKeywordTagsInput {
  corpId: string;
  externalUserid: string;
  /** The member of the thread: the tag goes on this pair. */
  userid: string;
  /** What the customer wrote. */
  texts: string[];
}

/** For many texts at once: whether a text names any keyword of the rules as they stand now. */
export async function keywordsIn(app: App, corpId: string): Promise<(text: string) => boolean> {
  const keywords = (await rulesOf(app, corpId)).flatMap((rule) => rule.keywords.map(normalise));
  return (text) => {
    const normal = normalise(text);
    return keywords.some((keyword) => normal.includes(keyword));
  };
}

/**
 * Tags a customer who mentions a keyword, in WeCom and here. A tag that the pair has already is not marked again, so this
 * may be called for the same messages as often as one likes.
 *
 * @returns names of the tags that are new.
 */
export async function applyKeywordTags(app: App, input: ApplyKeywordTagsInput): Promise<string[]> {
  const { corpId, externalUserid, userid } = input;
  const texts = input.texts.map(normalise);
  const rules = await rulesOf(app, corpId);
  const matching = rules.filter((rule) =>
    rule.keywords.some((keyword) => texts.some((text) => text.includes(normalise(keyword)))),
  );
  if (matching.length === 0) return [];

  const relation = await app.db.getRepository(FollowRelation).findOneBy({ corpId, externalUserid, userid });
  if (relation?.status !== "full") return [];
  const tagIds = new Map<string, string>();
  for (const rule of matching)
    tagIds.set(await ensureCorpTag(app, corpId, { groupName: rule.groupName, name: rule.tagName }), rule.tagName);
  const has = await app.db.getRepository(RelationTag).findBy({ corpId, externalUserid, userid });
  for (const { tagId } of has) tagIds.delete(tagId);
  if (tagIds.size === 0) return [];
  const { added } = await markTag(app, {
    corpId,
    externalUserid,
    userid,
    add: [...tagIds.keys()],
    remove: [],
    actor: null,
  });
  return added.flatMap((tagId) => tagIds.get(tagId) ?? []);
}

/** A corp that has no rules yet starts with those of config/keyword-tags.json; switched-off rules count as rules. */
async function rulesOf(app: App, corpId: string): Promise<KeywordTagRule[]> {
  const repository = app.db.getRepository(KeywordTagRule);
  const all = await repository.findBy({ corpId });
  if (all.length > 0) return all.filter((rule) => rule.enabled);
  const rows = StarterRules.parse(starterRules).map((rule) => [
    corpId,
    rule.groupName,
    rule.tagName,
    JSON.stringify(rule.keywords),
  ]);
  if (rows.length === 0) return [];
  await app.db.query(
    `INSERT INTO keyword_tag_rules (corp_id, group_name, tag_name, keywords) VALUES ?
     ON DUPLICATE KEY UPDATE tag_name = keyword_tag_rules.tag_name`,
    [rows],
  );
  return repository.findBy({ corpId, enabled: true });
}
