import { In } from "typeorm";
import type { Actor, App, Person } from "../app";
import { ExternalContact } from "../contacts";
import { NotFoundError } from "../platform/errors";
import { sign } from "../platform/secrets";
import { recordAudit } from "../staff";
import { ErasureNotFoundError, HeldError, NotConfirmedError, PreviewStaleError } from "./compliance.errors";
import type { ErasureCount } from "./compliance.schema";
import { CustomerErasure } from "./customer-erasure.entity";
import { expireExportsFor } from "./exports/expire-for";
import { holdsOn } from "./holds";

/** A preview from before lunch is not what the customer's data is now. */
const PREVIEW_MS = 60 * 60_000;
const BATCH = 500;
/** Some only wait for WeCom; they must not keep the others from being begun. */
const ADVANCED_AT_ONCE = 20;

/** Finds the receipt for whoever has the id; the receipt does not give the id away. */
export function personMark(app: App, { corpId, externalUserid }: Person): string {
  return sign(app.config.secret, "customer erasure", `${corpId} ${externalUserid}`);
}

/**
 * Counts what would be forgotten, and writes the request down. Nothing is removed.
 *
 * @throws {HeldError} {NotFoundError} when nothing is known about such a customer.
 */
export async function previewErasure(
  app: App,
  actor: Actor,
  input: { externalUserid: string; reason: string },
): Promise<CustomerErasure> {
  const person = { corpId: actor.corpId, externalUserid: input.externalUserid };
  await refuseHeld(app, person);
  const counts = await countAll(app, person);
  if (counts.length === 0) throw new NotFoundError("customer");
  const erasures = app.db.getRepository(CustomerErasure);
  const { identifiers } = await erasures.insert({
    ...person,
    personMark: personMark(app, person),
    reason: input.reason,
    state: "preview",
    counts,
    askedBy: actor.userid,
    askedAt: app.now(),
    confirmedBy: null,
    confirmedAt: null,
    finishedAt: null,
  });
  const id = String(identifiers[0]?.id);
  // The chain is never changed again, so it names the request and not the person.
  await recordAudit(app, actor, { action: "erasure.preview", subject: `erasure:${id}` });
  return erasures.findOneByOrFail({ corpId: actor.corpId, id });
}

async function refuseHeld(app: App, person: Person): Promise<void> {
  const holds = await holdsOn(app, person);
  if (holds.length === 0) return;
  throw new HeldError(holds.map(({ id, kind, reason, untilDay }) => ({ id, kind, reason, untilDay })));
}

/** By label, in the order of the capabilities; several tables may share one. */
export async function countAll(app: App, person: Person): Promise<ErasureCount[]> {
  const counts = new Map<string, number>();
  for (const data of app.keepers.personalData) {
    const rows = await data.count(app, person);
    if (rows > 0) counts.set(data.label, (counts.get(data.label) ?? 0) + rows);
  }
  return [...counts].map(([label, rows]) => ({ label, rows }));
}

export function totalOf(counts: ErasureCount[]): number {
  return counts.reduce((sum, { rows }) => sum + rows, 0);
}

/**
 * The second yes: the number shown, typed by hand. From here on the removal cannot be taken back; it starts within seconds.
 * Confirmed twice it is done once.
 *
 * @throws {ErasureNotFoundError} {PreviewStaleError} {NotConfirmedError} {HeldError}
 */
export async function confirmErasure(app: App, actor: Actor, id: string, total: number): Promise<CustomerErasure> {
  const erasures = app.db.getRepository(CustomerErasure);
  const { corpId } = actor;
  const erasure = await erasures.findOneBy({ corpId, id });
  if (!erasure) throw new ErasureNotFoundError();
  if (erasure.state !== "preview" || !erasure.externalUserid) return erasure;
  const shown = totalOf(erasure.counts);
  if (app.now().getTime() - erasure.askedAt.getTime() > PREVIEW_MS) throw new PreviewStaleError(shown);
  if (shown !== total) throw new NotConfirmedError();
  await refuseHeld(app, { corpId, externalUserid: erasure.externalUserid });
  await recordAudit(app, actor, { action: "erasure.confirm", subject: `erasure:${id} rows:${shown}` });
  await erasures.update(
    { corpId, id, state: "preview" },
    { state: "confirmed", confirmedBy: actor.userid, confirmedAt: app.now() },
  );
  return erasures.findOneByOrFail({ corpId, id });
}

/** Carries out what is confirmed, and forgets previews that nobody confirmed. Called again and again by the scheduler. */
export async function eraseConfirmed(app: App, budgetMs = 5_000): Promise<void> {
  const { corpId } = app.config.wecom;
  const erasures = app.db.getRepository(CustomerErasure);
  await app.db.query(
    "DELETE FROM customer_erasures WHERE corp_id = ? AND state = 'preview' AND asked_at < ? LIMIT 500",
    [corpId, new Date(app.now().getTime() - 24 * PREVIEW_MS)],
  );
  const open = await erasures.find({
    where: { corpId, state: In(["confirmed"]) },
    order: { id: "ASC" },
    take: ADVANCED_AT_ONCE,
  });
  const endsAt = performance.now() + budgetMs;
  for (const erasure of open) await advanceErasure(app, erasure, endsAt);
}

/**
 * Every capability forgets, in short transactions; the rules first, the store last, because the rules' rows are found through
 * the store's. It is done when a whole round finds nothing and nothing is left that waits, so dying anywhere only means
 * another round.
 */
async function advanceErasure(app: App, erasure: CustomerErasure, endsAt: number): Promise<void> {
  const { corpId, externalUserid, id } = erasure;
  if (!externalUserid) return;
  const person = { corpId, externalUserid };
  if ((await holdsOn(app, person)).length > 0) return;
  // While the conversations can still be told by their participants.
  await expireExportsFor(app, person);
  for (;;) {
    let found = 0;
    for (const data of [...app.keepers.personalData].reverse()) {
      for (;;) {
        // Asked before each batch: a hold placed after the second yes still stops what is left.
        if ((await holdsOn(app, person)).length > 0) return;
        const erased = await data.erase(app, person, BATCH);
        found += erased;
        if (erased === 0) break;
        if (performance.now() > endsAt) return;
      }
    }
    if (found === 0) break;
  }
  // What WeCom has not given back yet is still here: the next round looks again.
  if ((await countAll(app, person)).length > 0) return;
  // One person may have been asked about several times: no request of any state keeps the id.
  await app.db.query("DELETE FROM customer_erasures WHERE corp_id = ? AND external_userid = ? AND state = 'preview'", [
    corpId,
    externalUserid,
  ]);
  await app.db
    .getRepository(CustomerErasure)
    .update({ corpId, id, state: "confirmed" }, { state: "done", externalUserid: null, finishedAt: app.now() });
  app.log.info({ corpId, erasureId: id }, "customer erased");
}

/** Members who have the customer as a contact in WeCom: the next comparison brings the customer back. */
export async function stillContactOf(app: App, person: Person): Promise<string[]> {
  const rows: { userid: string }[] = await app.db.query(
    "SELECT userid FROM follow_relations WHERE corp_id = ? AND external_userid = ? AND ended_at IS NULL ORDER BY userid",
    [person.corpId, person.externalUserid],
  );
  return rows.map((row) => row.userid);
}

export async function customerName(app: App, person: Person): Promise<string | null> {
  const contact = await app.db.getRepository(ExternalContact).findOneBy({ ...person });
  return contact?.name ?? null;
}
