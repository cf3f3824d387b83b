import { In } from "typeorm";
import type { Actor, App } from "../app";
import { changeImportantDates } from "./change-important-dates";
import type { ImportantDateInput } from "./contacts.schema";
import { type DateKind, ImportantDate } from "./important-date.entity";
import { candidatesOn, type LocalDay, occursOn } from "./next-occurrence";

export interface SetImportantDatesInput {
  externalUserid: string;
  /** The whole list: what is not in it is forgotten. */
  dates: ImportantDateInput[];
}

/** @throws AppError `contact.impossible_date`, `contact.too_many_dates` */
export async function setImportantDates(app: App, actor: Actor, input: SetImportantDatesInput): Promise<void> {
  const { corpId, userid } = actor;
  const { externalUserid, dates } = input;
  await app.work.transaction((tx) =>
    changeImportantDates(app, tx, {
      corpId,
      externalUserid,
      set: dates,
      others: "forget",
      source: "manual",
      actor: userid,
    }),
  );
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
