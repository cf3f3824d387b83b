import { In } from "typeorm";
import type { Actor, App } from "../app";
import { AppError } from "../platform/errors";
import type { ImportantDateInput } from "./contacts.schema";
import { type DateKind, ImportantDate } from "./important-date.entity";
import { candidatesOn, isPossible, type LocalDay, occursOn } from "./next-occurrence";
import { recordCustomerEvents } from "./timeline";

export interface SetImportantDatesInput {
  externalUserid: string;
  /** The whole list: what is not in it is forgotten. */
  dates: ImportantDateInput[];
}

/** @throws AppError `contact.impossible_date` for a day that no year has. */
export async function setImportantDates(app: App, actor: Actor, input: SetImportantDatesInput): Promise<void> {
  const { corpId } = actor;
  const { externalUserid, dates } = input;
  const impossible = dates.find((date) => !isPossible(date));
  if (impossible) {
    throw new AppError("contact.impossible_date", "There is no such day", {
      status: 422,
      details: { calendar: impossible.calendar, month: impossible.month, day: impossible.day },
    });
  }
  await app.work.transaction(async (tx) => {
    // Two who save at once save one after the other.
    await tx.query("SELECT id FROM external_contacts WHERE corp_id = ? AND external_userid = ? FOR UPDATE", [
      corpId,
      externalUserid,
    ]);
    await tx.delete(ImportantDate, { corpId, externalUserid });
    if (dates.length > 0) {
      await tx.insert(
        ImportantDate,
        dates.map((date) => ({ ...date, corpId, externalUserid, source: "manual" })),
      );
    }
    const at = app.now();
    await recordCustomerEvents(tx, [
      {
        corpId,
        externalUserid,
        at,
        kind: "dates.changed",
        actor: actor.userid,
        data: { kinds: dates.map((date) => date.kind) },
        dedupeKey: `dates.changed:${externalUserid}:${at.getTime()}`,
      },
    ]);
    await app.work.publish(tx, { corpId, name: "contact.dates-changed", payload: { externalUserid } });
  });
}

export function listImportantDates(app: App, corpId: string, externalUserid: string): Promise<ImportantDate[]> {
  return app.db.getRepository(ImportantDate).find({ where: { corpId, externalUserid }, order: { id: "ASC" } });
}

/** Those of many customers at once. */
export async function importantDatesOf(app: App, corpId: string, externalUserids: string[]): Promise<ImportantDate[]> {
  if (externalUserids.length === 0) return [];
  return app.db
    .getRepository(ImportantDate)
    .find({ where: { corpId, externalUserid: In(externalUserids) }, order: { id: "ASC" } });
}

/** Everybody's dates of a kind that are kept on that day. */
export async function importantDatesOn(
  app: App,
  corpId: string,
  kind: DateKind,
  day: LocalDay,
): Promise<ImportantDate[]> {
  const found = await app.db
    .getRepository(ImportantDate)
    .find({ where: candidatesOn(day).map((candidate) => ({ corpId, kind, ...candidate })), order: { id: "ASC" } });
  return found.filter((date) => occursOn(date, day));
}
