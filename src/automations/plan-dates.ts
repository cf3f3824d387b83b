import type * as Lunar from "lunar-typescript";
import { In } from "typeorm";
import type { App } from "../app";
import { ExternalContact, importantDatesOn, plainLabel } from "../contacts";
import {
  addDays,
  changedTouches,
  customerTitle,
  fillTemplate,
  type LocalDay,
  localDay,
  type NewTouch,
  plannedByOrigin,
  planTouch,
  variablesOf,
  withdrawPlannedTouch,
} from "../outreach";
import { affectedRows } from "../platform/db";
import { templateValues } from "../profiles";
import { memberNames } from "../staff";
import { Automation } from "./automation.entity";
import { chooseSenders } from "./choose-senders";
import type { Definition } from "./definition";
import { holdActive } from "./hold-active";
import { findTemplate } from "./templates";

/** How far ahead the care plan is filled. */
const HORIZON_DAYS = 7;
/** How long a look at the calendar is good for; a new day or changed dates make it due at once. */
const LOOK_AGAIN_MS = 60_000;
/** Touches planned in one transaction. */
const PAGE = 50;

type DateAutomation = Automation & {
  definition: Definition & { trigger: { type: "important_date" }; action: { type: "touch" } };
};

function isDateAutomation(automation: Automation): automation is DateAutomation {
  const { trigger, action } = automation.definition;
  return trigger.type === "important_date" && action.type === "touch";
}

/**
 * Plans the touches of important dates for the coming days, takes over what changed since, and withdraws what is no
 * longer due. Days that passed while nobody planned are caught up as far as their touch still makes sense. Running it
 * again changes nothing.
 */
export async function planImportantDates(app: App, corpId: string, options: { force?: boolean } = {}): Promise<void> {
  const automations = await app.db.getRepository(Automation).findBy({ corpId, status: "active" });
  for (const automation of automations.filter(isDateAutomation)) {
    if (!options.force && !isDue(app, automation)) continue;
    await planAutomation(app, automation);
  }
}

function isDue(app: App, automation: Automation): boolean {
  const now = app.now();
  if (!automation.plannedAt) return true;
  const zone = app.config.timeZone;
  const age = now.getTime() - automation.plannedAt.getTime();
  // A clock that was set back, or far ahead, is a new day as well.
  return age < 0 || age >= LOOK_AGAIN_MS || localDay(now, zone) !== localDay(automation.plannedAt, zone);
}

async function planAutomation(app: App, automation: DateAutomation): Promise<void> {
  const { corpId, definition } = automation;
  const startedAt = app.now();
  const today = localDay(startedAt, app.config.timeZone);
  const first = addDays(today, -definition.action.useByDays);
  const last = addDays(today, HORIZON_DAYS);
  const expected: NewTouch[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) {
    expected.push(...(await touchesOfDay(app, automation, day)));
  }
  const planned = await plannedByOrigin(app, corpId, originOf(automation), { from: first, to: last });
  await planChanged(app, automation, await changedTouches(app, corpId, expected));
  const wanted = new Set(expected.map((touch) => touch.dedupeKey));
  for (const touch of planned) {
    if (!wanted.has(touch.dedupeKey)) {
      await withdrawPlannedTouch(app, { corpId, touchId: touch.id, reason: "no_longer_due" });
    }
  }
  await app.db.query("UPDATE automations SET planned_through = ?, planned_at = ? WHERE id = ? AND status = 'active'", [
    last,
    startedAt,
    automation.id,
  ]);
}

export function originOf(automation: Pick<Automation, "id">): string {
  return `automation:${automation.id}`;
}

/** Whoever has that date, with text and sender as they are today. */
async function touchesOfDay(app: App, automation: DateAutomation, touchDay: LocalDay): Promise<NewTouch[]> {
  const { corpId } = automation;
  const { trigger, action } = automation.definition;
  const dateDay = addDays(touchDay, trigger.daysBefore);
  // Dates with a label are other people's: a child's birthday is no reason to congratulate the customer. An automation
  // that means them names them.
  const label = plainLabel(trigger.kind, trigger.label ?? "");
  const dates = (await importantDatesOn(app, corpId, trigger.kind, dateDay)).filter((date) => date.label === label);
  if (dates.length === 0) return [];
  const customers = dates.map((date) => date.externalUserid);
  const senders = await chooseSenders(app, corpId, customers);
  const contacts = await app.db.getRepository(ExternalContact).findBy({ corpId, externalUserid: In(customers) });
  const names = new Map(contacts.map((contact) => [contact.externalUserid, contact.name]));
  const members = await memberNames(app, corpId, [...senders.values()]);
  const template = findTemplate(action.template);
  const variables = variablesOf(template.title, template.text);
  const known = await templateValues(app, { corpId, externalUserids: customers, variables });
  return dates.flatMap((date) => {
    const userid = senders.get(date.externalUserid);
    if (!userid) return [];
    const values = {
      ...known.get(date.externalUserid),
      称呼: customerTitle(names.get(date.externalUserid)),
      顾问: members.get(userid),
    };
    return [
      {
        corpId,
        externalUserid: date.externalUserid,
        userid,
        kind: action.kind,
        priority: action.priority,
        dedupeKey: `${careOf(automation)}:${yearOf(date.calendar, dateDay)}:${date.externalUserid}`,
        origin: originOf(automation),
        title: fillTemplate(template.title, values),
        content: { text: fillTemplate(template.text, values), attachments: [] },
        day: touchDay,
        at: trigger.at,
        useBy: addDays(touchDay, action.useByDays),
      },
    ];
  });
}

/**
 * What a customer hears once a year. Two automations of one kind (a week ahead, and on the day) are two such things; the
 * built-in birthday keeps the name it always had.
 */
function careOf({ id, automationKey, definition }: DateAutomation): string {
  const { kind } = definition.trigger;
  return automationKey === kind ? kind : `${kind}:automation-${id}`;
}

/** A lunar birthday can come twice in one solar year, so it counts in years of its own calendar. */
function yearOf(calendar: "solar" | "lunar", day: LocalDay): number {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  if (calendar === "solar") return year;
  const { Solar } = require("lunar-typescript") as typeof Lunar;
  return Solar.fromYmd(year, month, date).getLunar().getYear();
}

/** In the order of the customers' ids, which is the order of their locks. */
async function planChanged(app: App, automation: Automation, touches: NewTouch[]): Promise<void> {
  const sorted = [...touches].sort((a, b) => (a.externalUserid < b.externalUserid ? -1 : 1));
  for (let start = 0; start < sorted.length; start += PAGE) {
    const page = sorted.slice(start, start + PAGE);
    const isActive = await app.work.transaction(async (tx) => {
      if (!(await holdActive(tx, { corpId: automation.corpId, automationId: automation.id }))) return false;
      for (const touch of page) await planTouch(app, tx, touch);
      return true;
    });
    if (!isActive) return;
  }
}

/** The next look at the calendar is due at once. */
export async function forgetPlan(app: App, corpId: string): Promise<number> {
  return affectedRows(await app.db.query("UPDATE automations SET planned_at = NULL WHERE corp_id = ?", [corpId]));
}
