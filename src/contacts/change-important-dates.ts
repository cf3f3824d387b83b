import { In } from "typeorm";
import type { App } from "../app";
import type { Tx } from "../platform/db";
import { AppError } from "../platform/errors";
import type { DateRef, ImportantDateInput } from "./contacts.schema";
import { dateName, plainLabel } from "./date-names";
import { ImportantDate } from "./important-date.entity";
import { isPossible } from "./next-occurrence";
import { recordCustomerEvents } from "./timeline";

/** More than any family has; what one screen can list. */
const MOST_DATES = 100;

export interface ChangeImportantDatesInput {
  corpId: string;
  externalUserid: string;
  /** Kind and label say which date it is; the rest is what it becomes. */
  set: ImportantDateInput[];
  remove?: DateRef[];
  /** What happens to dates that are not named; default "keep". */
  others?: "keep" | "forget";
  /** Who told us: manual, import, api … */
  source: string;
  /** userid, or null for the system. */
  actor: string | null;
}

const keyOf = ({ kind, label }: DateRef) => `${kind} ${plainLabel(kind, label)}`;

/**
 * Changes some of a customer's dates and leaves the others alone, so that two people may edit two dates at once. What is so
 * already is not changed, and not told.
 *
 * @returns names of the dates that changed, such as 「女儿生日」.
 * @throws AppError `contact.impossible_date` for a day that no year has, `contact.too_many_dates`
 */
export async function changeImportantDates(app: App, tx: Tx, input: ChangeImportantDatesInput): Promise<string[]> {
  const { corpId, externalUserid } = input;
  for (const { calendar, month, day, ...date } of input.set) {
    if (isPossible({ calendar, month, day, ...date })) continue;
    const details = { calendar, month, day };
    throw new AppError("contact.impossible_date", "There is no such day", { status: 422, details });
  }
  // Two who save at once save one after the other.
  await tx.query("SELECT id FROM external_contacts WHERE corp_id = ? AND external_userid = ? FOR UPDATE", [
    corpId,
    externalUserid,
  ]);
  const held = new Map((await tx.findBy(ImportantDate, { corpId, externalUserid })).map((date) => [keyOf(date), date]));
  const set = new Map(input.set.map((date) => [keyOf(date), { ...date, label: plainLabel(date.kind, date.label) }]));
  const unwanted = new Set(input.others === "forget" ? held.keys() : (input.remove ?? []).map(keyOf));
  const gone = [...held.values()].filter((date) => unwanted.has(keyOf(date)) && !set.has(keyOf(date)));
  const changed = [...set.values()].filter((date) => !sameDay(held.get(keyOf(date)), date));
  const added = changed.filter((date) => !held.has(keyOf(date)));
  if (gone.length === 0 && changed.length === 0) return [];
  if (held.size - gone.length + added.length > MOST_DATES) {
    throw new AppError("contact.too_many_dates", `At most ${MOST_DATES} dates`, { status: 422 });
  }
  if (gone.length > 0) await tx.delete(ImportantDate, { id: In(gone.map((date) => date.id)) });
  for (const date of changed) {
    const known = held.get(keyOf(date));
    if (known) await tx.update(ImportantDate, { id: known.id }, { ...date, source: input.source });
    else await tx.insert(ImportantDate, { ...date, corpId, externalUserid, source: input.source });
  }
  await announce(app, tx, input, { changed, gone });
  return [...changed, ...gone].map(dateName);
}

function sameDay(held: ImportantDate | undefined, wanted: ImportantDateInput): boolean {
  if (!held) return false;
  const fields = ["calendar", "month", "day", "year"] as const;
  return fields.every((field) => held[field] === wanted[field]) && Boolean(held.leapMonth) === wanted.leapMonth;
}

async function announce(
  app: App,
  tx: Tx,
  { corpId, externalUserid, actor }: ChangeImportantDatesInput,
  { changed, gone }: { changed: ImportantDateInput[]; gone: ImportantDate[] },
): Promise<void> {
  const at = app.now();
  const all = [...changed, ...gone];
  await recordCustomerEvents(tx, [
    {
      corpId,
      externalUserid,
      at,
      kind: "dates.changed",
      actor,
      data: {
        kinds: all.map((date) => date.kind),
        ...(changed.length > 0 && { set: changed.map(dateName) }),
        ...(gone.length > 0 && { removed: gone.map(dateName) }),
      },
      dedupeKey: `dates.changed:${externalUserid}:${at.getTime()}:${all.map(keyOf).sort().join(",")}`,
    },
  ]);
  await app.work.publish(tx, { corpId, name: "contact.dates-changed", payload: { externalUserid } });
}
