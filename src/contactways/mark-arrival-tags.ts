import { LessThanOrEqual } from "typeorm";
import type { App } from "../app";
import { FollowRelation, markTag, RelationGoneError, UnknownTagError } from "../contacts";
import { AppError } from "../platform/errors";
import { ContactWay } from "./contact-way.entity";
import { ContactWayArrival } from "./contact-way-arrival.entity";

/** A customer whom the member has not accepted yet takes no tags; looked at again so much later. */
const HALF_AGAIN_MS = 30_000;
const TRY_AGAIN_MS = 60_000;
const AT_ONCE = 100;

/** Puts the tags of the way on the pair, once WeCom takes them. The same marks twice change nothing. */
export async function markArrivalTags(app: App, arrival: ContactWayArrival): Promise<void> {
  const { corpId, externalUserid, userid, id } = arrival;
  if (arrival.tagsDueAt === null) return;
  const arrivals = app.db.getRepository(ContactWayArrival);
  const [way, relation] = await Promise.all([
    app.db.getRepository(ContactWay).findOneByOrFail({ corpId, id: arrival.wayId }),
    app.db.getRepository(FollowRelation).findOneBy({ corpId, externalUserid, userid }),
  ]);
  const later = (ms: number) => new Date(app.now().getTime() + ms);
  if (relation?.status === "half") {
    await arrivals.update({ corpId, id }, { tagsDueAt: later(HALF_AGAIN_MS) });
    return;
  }
  // Before the call: should this process die, the schedule comes back to it.
  await arrivals.update({ corpId, id }, { tagsDueAt: later(TRY_AGAIN_MS) });
  const tagError = await markAll(app, arrival, way.content.tagIds);
  await arrivals.update({ corpId, id }, { tagsDueAt: null, tagError });
}

/** A tag that was deleted in WeCom keeps the others from nobody. @returns the code of what is missing for good. */
async function markAll(app: App, arrival: ContactWayArrival, tagIds: string[]): Promise<string | null> {
  const { corpId, externalUserid, userid } = arrival;
  const mark = (add: string[]) => markTag(app, { corpId, externalUserid, userid, add, remove: [], actor: null });
  try {
    await mark(tagIds);
    return null;
  } catch (error) {
    if (error instanceof UnknownTagError) {
      const unknown = error.details?.tagIds;
      const left = tagIds.filter((tagId) => !(Array.isArray(unknown) && unknown.includes(tagId)));
      if (left.length > 0 && left.length < tagIds.length) await markAll(app, arrival, left);
      return error.code;
    }
    if (error instanceof RelationGoneError) return error.code;
    if (error instanceof AppError && !error.retryable) return error.code;
    throw error;
  }
}

/** Those whose member has accepted since, and those that WeCom was too busy for. @returns how many were tried. */
export async function markWaitingTags(app: App, corpId: string): Promise<number> {
  const due = await app.db.getRepository(ContactWayArrival).find({
    where: { corpId, tagsDueAt: LessThanOrEqual(app.now()) },
    order: { tagsDueAt: "ASC" },
    take: AT_ONCE,
  });
  for (const arrival of due) {
    await markArrivalTags(app, arrival).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      app.log.warn({ corpId, arrivalId: arrival.id, code: error.code }, "tags of an arrival not marked yet");
    });
  }
  return due.length;
}
