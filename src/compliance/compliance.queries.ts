import { In } from "typeorm";
import type { z } from "zod";
import type { Actor, App } from "../app";
import { customerNames } from "../contacts";
import { findThread } from "../conversations";
import { inFlightTo } from "../outreach";
import { AuditEntry, listMembers } from "../staff";
import { auditNames } from "./audit-names";
import type { AuditQuery, AuditRow, ErasureView, HoldView } from "./compliance.schema";
import { CustomerErasure } from "./customer-erasure.entity";
import { customerName, stillContactOf, totalOf } from "./erasure";
import { isActive } from "./holds";
import { LegalHold } from "./legal-hold.entity";

const SHOWN = 200;

/** Those who left included: what they did stays theirs. */
async function allNames(app: App, corpId: string): Promise<Map<string, string>> {
  return new Map((await listMembers(app, corpId)).map((member) => [member.userid, member.name]));
}

/** Those that stand first, then the newest. */
export async function listHolds(app: App, corpId: string): Promise<HoldView[]> {
  const holds = await app.db.getRepository(LegalHold).find({ where: { corpId }, order: { id: "DESC" }, take: SHOWN });
  const views = await presentHolds(app, corpId, holds);
  return [...views.filter((view) => view.active), ...views.filter((view) => !view.active)];
}

export async function presentHolds(app: App, corpId: string, holds: LegalHold[]): Promise<HoldView[]> {
  const people = await allNames(app, corpId);
  const threads = new Map<string, { userid: string | null; externalUserid: string | null } | null>();
  for (const { kind, subjectId } of holds) {
    if (kind === "thread") threads.set(subjectId, await findThread(app, corpId, subjectId));
  }
  const customers = await customerNames(app, corpId, [
    ...holds
      .filter(({ kind }) => kind === "customer")
      .map(({ subjectId }) => ({ externalUserid: subjectId, userid: null })),
    ...[...threads.values()].flatMap((thread) =>
      thread?.externalUserid ? [{ externalUserid: thread.externalUserid, userid: thread.userid }] : [],
    ),
  ]);
  const customer = (id: string, userid: string | null) => customers(id, userid) ?? "未知客户";
  const member = (id: string) => people.get(id) ?? id;
  const subject = ({ kind, subjectId }: LegalHold): string => {
    if (kind === "customer") return customer(subjectId, null);
    if (kind === "member") return member(subjectId);
    const thread = threads.get(subjectId);
    if (!thread?.userid || !thread.externalUserid) return `群会话 ${subjectId}`;
    return `${member(thread.userid)} 与 ${customer(thread.externalUserid, thread.userid)}`;
  };
  return holds.map((hold) => ({
    id: hold.id,
    kind: hold.kind,
    subjectId: hold.subjectId,
    subject: subject(hold),
    reason: hold.reason,
    untilDay: hold.untilDay,
    placedBy: member(hold.placedBy),
    placedAt: hold.placedAt.toISOString(),
    released:
      hold.releasedAt && hold.releasedBy ? { by: member(hold.releasedBy), at: hold.releasedAt.toISOString() } : null,
    active: isActive(app, hold),
  }));
}

export async function listErasures(app: App, corpId: string): Promise<ErasureView[]> {
  const erasures = await app.db
    .getRepository(CustomerErasure)
    .find({ where: { corpId, state: In(["confirmed", "done"]) }, order: { id: "DESC" }, take: SHOWN });
  return Promise.all(erasures.map((erasure) => presentErasure(app, erasure)));
}

export async function presentErasure(app: App, erasure: CustomerErasure): Promise<ErasureView> {
  const { corpId, externalUserid } = erasure;
  const people = await allNames(app, corpId);
  const name = (userid: string) => people.get(userid) ?? userid;
  const person = externalUserid ? { corpId, externalUserid } : null;
  return {
    id: erasure.id,
    state: erasure.state,
    externalUserid,
    name: person ? await customerName(app, person) : null,
    reason: erasure.reason,
    counts: erasure.counts,
    total: totalOf(erasure.counts),
    stillContactOf: person ? (await stillContactOf(app, person)).map(name) : [],
    inFlight: person ? await inFlightTo(app, person) : 0,
    askedBy: name(erasure.askedBy),
    askedAt: erasure.askedAt.toISOString(),
    confirmedAt: erasure.confirmedAt?.toISOString() ?? null,
    finishedAt: erasure.finishedAt?.toISOString() ?? null,
  };
}

/** Newest first; `next` goes into `before`. */
export async function listAudit(
  app: App,
  actor: Actor,
  query: z.output<typeof AuditQuery>,
): Promise<{ data: AuditRow[]; nextCursor: string | null }> {
  const { corpId } = actor;
  const select = app.db
    .getRepository(AuditEntry)
    .createQueryBuilder("entry")
    .where("entry.corpId = :corpId", { corpId });
  if (query.cursor) select.andWhere("entry.position < :before", { before: query.cursor });
  if (query.actor) select.andWhere("entry.actor = :actor", { actor: query.actor });
  if (query.action) select.andWhere("entry.action = :action", { action: query.action });
  const rows = await select
    .orderBy("entry.position", "DESC")
    .limit(query.limit + 1)
    .getMany();
  const page = rows.slice(0, query.limit);
  const people = await allNames(app, corpId);
  const namesIn = await auditNames(app, actor, page, people);
  return {
    data: page.map((entry) => ({
      position: entry.position,
      at: new Date(Number(entry.atMs)).toISOString(),
      actor: entry.actor,
      actorName: people.get(entry.actor) ?? entry.actor,
      action: entry.action,
      subject: entry.subject,
      names: namesIn(entry),
    })),
    nextCursor: rows.length > query.limit ? (page.at(-1)?.position ?? null) : null,
  };
}
