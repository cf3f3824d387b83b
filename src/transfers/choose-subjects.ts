import { In } from "typeorm";
import type { App } from "../app";
import { CustomerGroup, FollowRelation } from "../contacts";
import { recentTransfers, runningSubjects } from "./recent-transfers";
import { MAX_RECENT } from "./settings";
import type { SkippedSubject, StartTransfer, TransferReason, TransferSubject } from "./transfers.schema";
import { UnassignedCustomer } from "./unassigned-customer.entity";

export interface Chosen {
  subject: TransferSubject;
  ids: string[];
}

type Wanted = Pick<StartTransfer, "kind" | "handoverUserid" | "externalUserids" | "chatIds" | "all">;

/** Splits what a person asked for into what can go and what cannot, with the reason; WeCom still has the last word. */
export async function chooseSubjects(
  app: App,
  corpId: string,
  wanted: Wanted,
): Promise<{ chosen: Chosen[]; skipped: SkippedSubject[] }> {
  const [customers, groups] = await Promise.all([
    ownCustomers(app, corpId, wanted),
    ownGroups(app, corpId, wanted.handoverUserid),
  ]);
  const parts = await Promise.all([
    split(
      app,
      corpId,
      wanted,
      { subject: "customer", ids: wanted.all ? [...customers] : wanted.externalUserids },
      customers,
    ),
    split(app, corpId, wanted, { subject: "group", ids: wanted.all ? [...groups] : wanted.chatIds }, groups),
  ]);
  return { chosen: parts.map((part) => part.chosen), skipped: parts.flatMap((part) => part.skipped) };
}

async function split(
  app: App,
  corpId: string,
  { kind }: Wanted,
  { subject, ids }: Chosen,
  own: Set<string>,
): Promise<{ chosen: Chosen; skipped: SkippedSubject[] }> {
  const distinct = [...new Set(ids)].sort();
  const running = await runningSubjects(app, { corpId, subject, ids: distinct });
  const recent = await recentTransfers(app, { corpId, subject, ids: distinct });
  const skipped: SkippedSubject[] = [];
  const skip = (subjectId: string, reason: TransferReason, possibleAt: Date | null = null) =>
    skipped.push({ subject, subjectId, reason, possibleAt });
  const chosen = distinct.filter((id) => {
    if (!own.has(id)) skip(id, subject === "customer" ? "not_customer" : "not_a_group");
    else if (running.has(id)) skip(id, "running_elsewhere");
    // Of a leaver's customers WeCom's page names no such limit, so WeCom is asked.
    else if (kind === "on_job" && recent(id).count >= MAX_RECENT) skip(id, "too_often", recent(id).possibleAt);
    else return true;
    return false;
  });
  return { chosen: { subject, ids: chosen }, skipped };
}

/** A leaver's customers are those that WeCom lists, and those who follow a leaver whom WeCom has not listed yet. */
async function ownCustomers(app: App, corpId: string, { kind, handoverUserid, all }: Wanted): Promise<Set<string>> {
  const userid = handoverUserid;
  const listed = kind === "resigned" ? await app.db.getRepository(UnassignedCustomer).findBy({ corpId, userid }) : [];
  if (all && kind === "resigned") return new Set(listed.map((row) => row.externalUserid));
  const followed = await app.db.getRepository(FollowRelation).find({
    select: { externalUserid: true },
    where: { corpId, userid, status: kind === "resigned" ? In(["full", "deleted_by_customer"]) : "full" },
  });
  return new Set([...listed, ...followed].map((row) => row.externalUserid));
}

async function ownGroups(app: App, corpId: string, ownerUserid: string): Promise<Set<string>> {
  const groups = await app.db.getRepository(CustomerGroup).findBy({ corpId, ownerUserid, status: "active" });
  return new Set(groups.map((group) => group.chatId));
}
