import { In } from "typeorm";
import type { Actor, App } from "../app";
import { ExternalContact } from "../contacts";
import { decodeCursor, type Page, toPage } from "../platform/http";
import { memberNames } from "../staff";
import type { WelcomeRow, WelcomeStatus } from "./outreach.schema";
import { WelcomeSend } from "./welcome-send.entity";

/** Welcome messages and what became of them, the newest first. */
export async function listWelcomes(
  app: App,
  actor: Actor,
  filter: { status?: WelcomeStatus[] | undefined; cursor?: string | undefined; limit: number },
): Promise<Page<WelcomeRow>> {
  const { corpId } = actor;
  const query = app.db
    .getRepository(WelcomeSend)
    .createQueryBuilder("welcome")
    .where("welcome.corpId = :corpId", { corpId });
  if (actor.scope !== "all") query.andWhere("welcome.userid IN (:...scope)", { scope: ["", ...actor.scope] });
  if (filter.status) query.andWhere({ status: In(filter.status) });
  if (filter.cursor) query.andWhere("welcome.id < :before", { before: String(decodeCursor(filter.cursor)[0]) });
  const found = await query
    .orderBy("welcome.id", "DESC")
    .limit(filter.limit + 1)
    .getMany();
  const page = toPage(found, filter.limit, (row) => [row.id]);
  return { data: await present(app, corpId, page.data), nextCursor: page.nextCursor };
}

async function present(app: App, corpId: string, rows: WelcomeSend[]): Promise<WelcomeRow[]> {
  const ids = [...new Set(rows.map((row) => row.externalUserid))];
  const [contacts, members] = await Promise.all([
    ids.length ? app.db.getRepository(ExternalContact).findBy({ corpId, externalUserid: In(ids) }) : [],
    memberNames(
      app,
      corpId,
      rows.map((row) => row.userid),
    ),
  ]);
  const customers = new Map(contacts.map((contact) => [contact.externalUserid, contact.name]));
  const names = new Map([...members].map(([userid, name]) => [userid.toLowerCase(), name]));
  return rows.map((row) => ({
    id: row.id,
    externalUserid: row.externalUserid,
    customerName: customers.get(row.externalUserid) || "未命名客户",
    userid: row.userid,
    memberName: names.get(row.userid.toLowerCase()) ?? row.userid,
    status: row.status,
    reason: row.reason,
    addedAt: row.eventAt.toISOString(),
    settledAt: row.settledAt?.toISOString() ?? null,
  }));
}
