import { DateTime } from "luxon";
import type { Actor, App } from "../app";
import { memberNames } from "../staff";
import { inScope, sameUserid } from "./contacts.policy";
import type { CustomerDate, CustomerProfile } from "./contacts.schema";
import { stageOf } from "./customers.queries";
import { dateName } from "./date-names";
import type { ExternalContact } from "./external-contact.entity";
import { FollowRelation } from "./follow-relation.entity";
import { groupsOfCustomer } from "./groups.queries";
import type { ImportantDate } from "./important-date.entity";
import { listImportantDates } from "./important-dates";
import { localDayOf, nextOccurrence } from "./next-occurrence";
import { tagsOfCustomers } from "./tags.queries";

/** Everything the 360° view and the sidebar show of a customer. The actor may see the customer: ask the policy first. */
export async function customerProfile(app: App, actor: Actor, contact: ExternalContact): Promise<CustomerProfile> {
  const { corpId, externalUserid } = contact;
  const [relations, dates, groups, tags] = await Promise.all([
    app.db
      .getRepository(FollowRelation)
      .find({ where: { corpId, externalUserid }, order: { followedAt: "DESC", id: "ASC" } }),
    listImportantDates(app, corpId, externalUserid),
    groupsOfCustomer(app, corpId, externalUserid),
    tagsOfCustomers(app, corpId, [externalUserid]),
  ]);
  const names = await memberNames(app, corpId, [
    ...relations.map((relation) => relation.userid),
    ...groups.map((group) => group.owner),
  ]);
  const pairTags = tags.get(externalUserid) ?? [];
  return {
    externalUserid,
    name: contact.name,
    avatar: contact.avatar,
    type: contact.type,
    gender: contact.gender,
    unionid: contact.unionid,
    position: contact.position,
    corpName: contact.corpName,
    stage: stageOf(relations, app.now()),
    lastActivityAt: contact.lastActivityAt,
    relations: relations.map((relation) => {
      const mayRead = inScope(actor, relation.userid);
      return {
        userid: relation.userid,
        name: names.get(relation.userid) ?? relation.userid,
        status: relation.status,
        remark: mayRead ? relation.remark : null,
        description: mayRead ? relation.description : null,
        mobiles: mayRead ? relation.remarkMobiles : null,
        addWay: relation.addWay,
        state: relation.state,
        followedAt: relation.followedAt,
        endedAt: relation.endedAt,
        tags: pairTags
          .filter((tag) => sameUserid(tag.userid, relation.userid))
          .map(({ id, name, groupName }) => ({ id, name, groupName })),
        personalTags: mayRead ? relation.personalTags : [],
      };
    }),
    dates: presentDates(app, dates),
    groups: groups.map((group) => ({ ...group, ownerName: names.get(group.owner) ?? group.owner })),
  };
}

/** With the day each is kept next. */
export function presentDates(app: App, dates: ImportantDate[]): CustomerDate[] {
  const today = localDayOf(app.now(), app.config.timeZone);
  return dates.map((date) => {
    const nextOn = nextOccurrence(date, today);
    const { kind, label, calendar, month, day, leapMonth, year } = date;
    const name = dateName(date);
    return { kind, label, name, calendar, month, day, leapMonth, year, nextOn, daysLeft: daysBetween(today, nextOn) };
  });
}

function daysBetween(from: string, to: string): number {
  return DateTime.fromISO(to, { zone: "utc" }).diff(DateTime.fromISO(from, { zone: "utc" }), "days").days;
}
