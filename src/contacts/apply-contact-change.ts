import type { App } from "../app";
import type { Events } from "../events";
import type { Tx } from "../platform/db";
import { WecomError } from "../wecom";
import { FollowRelation } from "./follow-relation.entity";
import { addedEntry, newsKey } from "./news";
import { readCustomer } from "./reading";
import { isLive, type Observation, observe } from "./relation-state";
import { type Reading, storeReadings } from "./store-readings";
import { recordCustomerEvents } from "./timeline";

export type ContactChange = Events["callback.contact"] & { corpId: string };

/**
 * Carries out what an event says about one pair. The event decides whether they have each other; a reading of WeCom, where
 * one is possible, fills in the rest. Late, repeated and reordered events lead to the same state.
 *
 * @see https://developer.work.weixin.qq.com/document/path/92130
 */
export async function applyContactChange(app: App, change: ContactChange): Promise<void> {
  const at = new Date(change.eventTime * 1_000);
  switch (change.changeType) {
    case "add_external_contact":
      return withReading(app, change, { kind: "added", half: false, at });
    case "add_half_external_contact":
      // The customer APIs answer 84061 for a half relation.
      return store(app, change, { kind: "added", half: true, at }, [], app.now());
    case "edit_external_contact":
      return withReading(app, change, null);
    case "del_external_contact": {
      const by = change.source === "DELETE_BY_TRANSFER" ? "transfer" : "member";
      return store(app, change, { kind: "ended", by, at }, [], app.now());
    }
    case "del_follow_user":
      return store(app, change, { kind: "ended", by: "customer", at }, [], app.now());
    case "transfer_fail":
      return recordTransferFailure(app, change, at);
    default:
      app.log.warn({ corpId: change.corpId, changeType: change.changeType }, "contact change of an unknown type");
  }
}

async function withReading(app: App, change: ContactChange, observation: Observation | null): Promise<void> {
  const readAt = app.now();
  let readings: Reading[] = [];
  try {
    readings = await readCustomer(app.wecom, change.externalUserid);
  } catch (error) {
    const gone = error instanceof WecomError && error.verdict === "relation_gone";
    // What the event itself says is kept even when WeCom cannot be asked now; the job comes back for the rest.
    if (observation) await store(app, change, observation, [], readAt);
    if (!gone) throw error;
    return;
  }
  await store(app, change, observation, readings, readAt);
}

async function store(
  app: App,
  change: ContactChange,
  observation: Observation | null,
  readings: Reading[],
  readAt: Date,
): Promise<void> {
  const { corpId, externalUserid } = change;
  await app.work.transaction(async (tx) => {
    if (observation) await applyObservation(app, tx, change, observation);
    await storeReadings(app, tx, readings, { corpId, readAt, newsSince: null });
    if (!observation && readings.length > 0) {
      const payload = { externalUserid, userid: change.userid };
      await app.work.publish(tx, { corpId, name: "contact.updated", payload });
    }
  });
}

async function applyObservation(app: App, tx: Tx, change: ContactChange, observation: Observation): Promise<void> {
  const { corpId, externalUserid, userid } = change;
  const at = new Date(change.eventTime * 1_000);
  await ensureContact(tx, { corpId, externalUserid, at });
  const before = await lockRelation(tx, { corpId, externalUserid, userid });
  const after = observe(before, observation);
  const told = change.state?.slice(0, 128) ?? null;
  // Who comes back by another code has come by that one.
  const cameAnew = observation.kind === "added" && !isLive(before) && isLive(after);
  const state = cameAnew ? (told ?? before?.state ?? null) : (before?.state ?? told);
  if (before) {
    await tx.update(FollowRelation, { id: before.id }, { ...after, state });
  } else {
    await tx.insert(FollowRelation, {
      corpId,
      externalUserid,
      userid,
      ...after,
      state,
      remarkMobiles: [],
      personalTags: [],
    });
  }

  const payload = { externalUserid, userid };
  if (observation.kind === "added") {
    const isNews = !isLive(before) && isLive(after);
    if (isNews)
      await app.work.publish(tx, { corpId, name: "contact.added", payload, dedupeKey: newsKey("added", payload, at) });
    else if (before?.status !== after.status) await app.work.publish(tx, { corpId, name: "contact.updated", payload });
    if (!isLive(after)) return;
    if (observation.half) {
      const dedupeKey = newsKey("half", payload, at);
      await recordCustomerEvents(tx, [
        { corpId, externalUserid, at, kind: "contact.half_added", data: { userid }, dedupeKey },
      ]);
    } else if (before?.status !== "full") {
      await recordCustomerEvents(tx, [addedEntry({ corpId, externalUserid, userid, at, addWay: null })]);
    }
  }
  if (observation.kind === "ended" && before?.status !== after.status && !isLive(after)) {
    const by = observation.by === "customer" ? "customer" : "member";
    const dedupeKey = newsKey("lost", payload, at);
    const actor = by === "member" ? userid : null;
    const data = { userid, by, ...(change.source && { source: change.source }) };
    await recordCustomerEvents(tx, [{ corpId, externalUserid, at, kind: "contact.lost", actor, data, dedupeKey }]);
    if (isLive(before) || !before) {
      await app.work.publish(tx, { corpId, name: "contact.lost", payload: { ...payload, by }, dedupeKey });
    }
  }
}

/** Makes the row when it is missing and locks it either way: writers of one customer's relations come one after another. */
async function ensureContact(tx: Tx, input: { corpId: string; externalUserid: string; at: Date }): Promise<void> {
  await tx.query(
    `INSERT INTO external_contacts (corp_id, external_userid, last_activity_at) VALUES (?, ?, ?)
     ON DUPLICATE KEY UPDATE external_userid = external_contacts.external_userid`,
    [input.corpId, input.externalUserid, input.at],
  );
}

function lockRelation(
  tx: Tx,
  pair: { corpId: string; externalUserid: string; userid: string },
): Promise<FollowRelation | null> {
  return tx.findOne(FollowRelation, { where: pair, lock: { mode: "pessimistic_write" } });
}

async function recordTransferFailure(app: App, change: ContactChange, at: Date): Promise<void> {
  const { corpId, externalUserid, userid, failReason } = change;
  const dedupeKey = `contact.transfer_failed:${externalUserid} ${userid.toLowerCase()}:${change.eventTime}`;
  const data = { userid, ...(failReason && { reason: failReason }) };
  await app.work.transaction((tx) =>
    recordCustomerEvents(tx, [{ corpId, externalUserid, at, kind: "contact.transfer_failed", data, dedupeKey }]),
  );
}
