import { In } from "typeorm";
import type { App } from "../app";
import { FollowRelation, tagsOfCustomers } from "../contacts";
import { Thread } from "../conversations";
import { Member } from "../staff";

/**
 * In whose name each customer hears from us: among the active members who have the customer as a full contact, the one
 * who talked with them last, as WeCom itself would choose; without any talk, the one who has known them longest.
 *
 * @param options.tagId only members whose contact carries this tag.
 * @returns externalUserid → userid; customers nobody can write to are missing.
 */
export async function chooseSenders(
  app: App,
  corpId: string,
  externalUserids: string[],
  options: { tagId?: string } = {},
): Promise<Map<string, string>> {
  if (externalUserids.length === 0) return new Map();
  const customers = In(externalUserids);
  const [relations, threads, tagged, active] = await Promise.all([
    app.db.getRepository(FollowRelation).findBy({ corpId, externalUserid: customers, status: "full" }),
    app.db.getRepository(Thread).findBy({ corpId, externalUserid: customers, kind: "single" }),
    options.tagId ? tagsOfCustomers(app, corpId, externalUserids) : null,
    app.db.getRepository(Member).findBy({ corpId, status: "active" }),
  ]);
  const working = new Set(active.map((member) => member.userid.toLowerCase()));
  const carries = tagged && pairsWith(tagged, options.tagId!);
  const lastTalk = new Map(
    threads.map((thread) => [pairKey(thread.externalUserid!, thread.userid ?? ""), thread.lastSentAt?.getTime() ?? 0]),
  );
  const chosen = new Map<string, FollowRelation>();
  for (const relation of relations) {
    const key = pairKey(relation.externalUserid, relation.userid);
    if (!working.has(relation.userid.toLowerCase()) || (carries && !carries.has(key))) continue;
    const rival = chosen.get(relation.externalUserid);
    if (!rival || isBetter(relation, rival, lastTalk)) chosen.set(relation.externalUserid, relation);
  }
  return new Map([...chosen].map(([externalUserid, relation]) => [externalUserid, relation.userid]));
}

function isBetter(a: FollowRelation, b: FollowRelation, lastTalk: Map<string, number>): boolean {
  const talkA = lastTalk.get(pairKey(a.externalUserid, a.userid)) ?? 0;
  const talkB = lastTalk.get(pairKey(b.externalUserid, b.userid)) ?? 0;
  if (talkA !== talkB) return talkA > talkB;
  const sinceA = (a.followedAt ?? a.createdAt).getTime();
  const sinceB = (b.followedAt ?? b.createdAt).getTime();
  return sinceA !== sinceB ? sinceA < sinceB : a.id < b.id;
}

function pairsWith(tagged: Awaited<ReturnType<typeof tagsOfCustomers>>, tagId: string): Set<string> {
  return new Set(
    [...tagged].flatMap(([externalUserid, tags]) =>
      tags.filter((tag) => tag.id === tagId).map((tag) => pairKey(externalUserid, tag.userid)),
    ),
  );
}

function pairKey(externalUserid: string, userid: string): string {
  return `${externalUserid}\n${userid.toLowerCase()}`;
}
