import { In } from "typeorm";
import type { App } from "../../app";
import { CustomerGroup, FollowRelation, sameUserid } from "../../contacts";
import { memberNames } from "../../staff";
import type { ConsentState, ConsentView, CustomerConsents } from "../archive.schema";
import { ArchiveConsent } from "./archive-consent.entity";
import { ArchiveMember } from "./archive-member.entity";

export function stateOf(status: string): ConsentState {
  if (status === "Agree") return "agreed";
  if (status === "Default_Agree") return "assumed";
  return status === "Disagree" ? "refused" : "unknown";
}

/** 存档授权 of a customer: with each member, then in each room. The caller has checked who may see this customer. */
export async function consentsOfCustomer(app: App, corpId: string, externalUserid: string): Promise<CustomerConsents> {
  const [rows, relations, archived] = await Promise.all([
    app.db
      .getRepository(ArchiveConsent)
      .find({ where: { corpId, externalUserid }, order: { kind: "ASC", changedAt: "DESC" } }),
    app.db.getRepository(FollowRelation).findBy({ corpId, externalUserid, status: In(["half", "full"]) }),
    app.db.getRepository(ArchiveMember).findBy({ corpId }),
  ]);
  const withArchive = relations
    .map((relation) => relation.userid)
    .filter((userid) => archived.some((member) => sameUserid(member.userid, userid)));
  const [members, rooms] = await Promise.all([
    memberNames(app, corpId, [...partiesOf(rows, "member"), ...withArchive]),
    roomNames(app, corpId, partiesOf(rows, "room")),
  ]);
  const byLower = new Map([...members].map(([userid, name]) => [userid.toLowerCase(), name]));
  const consents = rows.map(
    (row): ConsentView => ({
      kind: row.kind,
      party: row.party,
      name: (row.kind === "member" ? (byLower.get(row.party) ?? row.party) : rooms.get(row.party)) ?? "",
      state: stateOf(row.status),
      changedAt: row.changedAt,
      checkedAt: row.checkedAt,
    }),
  );
  return {
    consents,
    archivedMembers: withArchive.map((userid) => byLower.get(userid.toLowerCase()) ?? userid),
    configured: Boolean(app.config.archive.secret),
  };
}

const partiesOf = (rows: ArchiveConsent[], kind: ArchiveConsent["kind"]) =>
  rows.filter((row) => row.kind === kind).map((row) => row.party);

async function roomNames(app: App, corpId: string, chatIds: string[]): Promise<Map<string, string>> {
  if (chatIds.length === 0) return new Map();
  const groups = await app.db.getRepository(CustomerGroup).findBy({ corpId, chatId: In(chatIds) });
  return new Map(groups.map((group) => [group.chatId, group.name]));
}
