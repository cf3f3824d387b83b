import { In, IsNull } from "typeorm";
import type { App } from "../app";
import { markTag as markTagInWecom, WecomError, withLock } from "../wecom";
import { RelationGoneError, UnknownTagError } from "./contacts.errors";
import { CorpTag } from "./corp-tag.entity";
import { FollowRelation } from "./follow-relation.entity";
import { isGone } from "./relation-state";
import { RelationTag } from "./relation-tag.entity";
import { announceTagChanges, writeTagChanges } from "./relation-tags";
import { tagRefusal } from "./tag-refusal";

const LOCK_MS = 15_000;

export interface MarkTagInput {
  corpId: string;
  externalUserid: string;
  /** Whose tags: they belong to the pair. */
  userid: string;
  add: string[];
  remove: string[];
  /** userid of who asked for it; null for a rule. */
  actor: string | null;
}

/**
 * Tags a customer in WeCom and here. Writes to one pair come one after another (45035), and since a write through the API
 * makes no callback, the store is updated when WeCom has accepted it.
 *
 * @returns what was not so before.
 * @throws {UnknownTagError} {RelationGoneError} {WecomError} {WecomUnreachableError}
 * @see https://developer.work.weixin.qq.com/document/path/92118
 */
export async function markTag(app: App, input: MarkTagInput): Promise<{ added: string[]; removed: string[] }> {
  const add = [...new Set(input.add)];
  const remove = [...new Set(input.remove)].filter((tagId) => !add.includes(tagId));
  if (add.length === 0 && remove.length === 0) return { added: [], removed: [] };
  await requireTags(app, input.corpId, add);
  const relation = await requireRelation(app, input);
  const pair = { userid: relation.userid, externalUserid: input.externalUserid };
  const key = `${app.config.redisPrefix}:lock:pair:${input.corpId}:${pair.externalUserid}:${pair.userid.toLowerCase()}`;
  return withLock(app.redis, key, LOCK_MS, async () => {
    try {
      await markTagInWecom(app.wecom, { ...pair, add, remove });
    } catch (error) {
      if (error instanceof WecomError && error.verdict === "relation_gone")
        throw new RelationGoneError(pair.externalUserid, pair.userid);
      throw tagRefusal(error, [...add, ...remove]);
    }
    return settle(app, { ...input, ...pair, add, remove });
  });
}

async function settle(app: App, input: MarkTagInput): Promise<{ added: string[]; removed: string[] }> {
  const { corpId, externalUserid, userid } = input;
  return app.work.transaction(async (tx) => {
    const rows = await tx.findBy(RelationTag, { corpId, externalUserid, userid });
    const had = new Set(rows.map((row) => row.tagId));
    const added = input.add.filter((tagId) => !had.has(tagId));
    const removed = input.remove.filter((tagId) => had.has(tagId));
    const change = { corpId, externalUserid, userid, added, removed };
    await writeTagChanges(tx, [change]);
    // A reading of WeCom that was under way shows the tags of before; it must not overwrite these.
    await tx.update(FollowRelation, { corpId, externalUserid, userid }, { readAt: app.now() });
    const via = input.actor === null ? "rule" : "console";
    await announceTagChanges(app, tx, [change], { at: app.now(), actor: input.actor, via });
    return { added, removed };
  });
}

async function requireTags(app: App, corpId: string, tagIds: string[]): Promise<void> {
  if (tagIds.length === 0) return;
  const known = await app.db.getRepository(CorpTag).findBy({ corpId, tagId: In(tagIds), deletedAt: IsNull() });
  const unknown = tagIds.filter((tagId) => !known.some((tag) => tag.tagId === tagId));
  if (unknown.length > 0) throw new UnknownTagError(unknown);
}

/** One-way relations take tags as well; half ones and those the member ended do not. */
async function requireRelation(app: App, { corpId, externalUserid, userid }: MarkTagInput): Promise<FollowRelation> {
  const relation = await app.db.getRepository(FollowRelation).findOneBy({ corpId, externalUserid, userid });
  if (!relation || relation.status === "half" || isGone(relation)) {
    throw new RelationGoneError(externalUserid, userid);
  }
  return relation;
}
