import { DateTime } from "luxon";
import { IsNull } from "typeorm";
import type { z } from "zod";
import type { Actor, App, Person } from "../app";
import { ExternalContact } from "../contacts";
import { findThread } from "../conversations";
import type { Tx } from "../platform/db";
import { Member, recordAudit } from "../staff";
import { HoldNotFoundError, HoldSubjectUnknownError } from "./compliance.errors";
import type { HoldBody } from "./compliance.schema";
import { LegalHold } from "./legal-hold.entity";

/** @throws {HoldSubjectUnknownError} because a hold on a mistyped id would protect nothing. */
export async function placeHold(app: App, actor: Actor, input: z.output<typeof HoldBody>): Promise<LegalHold> {
  const { corpId } = actor;
  const known =
    input.kind === "customer"
      ? await app.db.getRepository(ExternalContact).existsBy({ corpId, externalUserid: input.subjectId })
      : input.kind === "member"
        ? await app.db.getRepository(Member).existsBy({ corpId, userid: input.subjectId })
        : /^\d{1,20}$/.test(input.subjectId) && (await findThread(app, corpId, input.subjectId)) !== null;
  if (!known) throw new HoldSubjectUnknownError();
  await recordAudit(app, actor, { action: "hold.place", subject: `${input.kind}:${input.subjectId}` });
  const holds = app.db.getRepository(LegalHold);
  const { identifiers } = await holds.insert({
    ...input,
    corpId,
    placedBy: actor.userid,
    placedAt: app.now(),
    releasedBy: null,
    releasedAt: null,
  });
  return holds.findOneByOrFail({ corpId, id: String(identifiers[0]?.id) });
}

/** Released twice it stays as the first one left it. @throws {HoldNotFoundError} */
export async function releaseHold(app: App, actor: Actor, id: string): Promise<LegalHold> {
  const { corpId } = actor;
  const holds = app.db.getRepository(LegalHold);
  const hold = await holds.findOneBy({ corpId, id });
  if (!hold) throw new HoldNotFoundError();
  if (hold.releasedAt) return hold;
  await recordAudit(app, actor, { action: "hold.release", subject: `hold:${id} ${hold.kind}:${hold.subjectId}` });
  await holds.update({ corpId, id, releasedAt: IsNull() }, { releasedBy: actor.userid, releasedAt: app.now() });
  return holds.findOneByOrFail({ corpId, id });
}

export function isActive(app: App, hold: LegalHold): boolean {
  return hold.releasedAt === null && (hold.untilDay === null || hold.untilDay >= today(app));
}

export function today(app: App): string {
  return DateTime.fromJSDate(app.now()).setZone(app.config.timeZone).toISODate() ?? "";
}

/** `holds.` are the holds that stand today. */
const STANDS = "holds.corp_id = ? AND holds.released_at IS NULL AND (holds.until_day IS NULL OR holds.until_day >= ?)";

/** Condition: no hold stands on the thread, on a customer in it or on a member in it. `alias` is SQL of ours. */
export function notHeldSql(app: App, corpId: string, alias: string): { sql: string; params: unknown[] } {
  const stands = [corpId, today(app)];
  return {
    sql: `NOT EXISTS (SELECT 1 FROM legal_holds holds WHERE ${STANDS} AND holds.kind = 'thread'
        AND holds.subject_id = CAST(${alias}.id AS CHAR))
      AND NOT EXISTS (SELECT 1 FROM legal_holds holds JOIN thread_participants part ON part.corp_id = holds.corp_id
        AND ((holds.kind = 'customer' AND part.external_userid = holds.subject_id)
          OR (holds.kind = 'member' AND part.userid = holds.subject_id COLLATE utf8mb4_general_ci))
        WHERE ${STANDS} AND part.thread_id = ${alias}.id)`,
    params: [...stands, ...stands],
  };
}

/** Holds that forbid to forget a customer: on the customer, or on a conversation or the member of one that would go. */
export async function holdsOn(app: App, person: Person, tx?: Tx): Promise<LegalHold[]> {
  const { corpId, externalUserid } = person;
  const rows: { id: string }[] = await (tx ?? app.db).query(
    `SELECT DISTINCT holds.id FROM legal_holds holds WHERE ${STANDS} AND (
       (holds.kind = 'customer' AND holds.subject_id = ?)
       OR EXISTS (SELECT 1 FROM thread_participants p JOIN threads t ON t.id = p.thread_id
            WHERE p.corp_id = holds.corp_id AND p.external_userid = ?
              AND ((holds.kind = 'thread' AND holds.subject_id = CAST(t.id AS CHAR))
                OR (holds.kind = 'member' AND EXISTS (SELECT 1 FROM thread_participants m
                      WHERE m.corp_id = holds.corp_id AND m.thread_id = t.id AND m.userid = holds.subject_id COLLATE utf8mb4_general_ci)))))
     ORDER BY holds.id`,
    [corpId, today(app), externalUserid, externalUserid],
  );
  const repository = app.db.getRepository(LegalHold);
  return Promise.all(rows.map(({ id }) => repository.findOneByOrFail({ corpId, id })));
}
