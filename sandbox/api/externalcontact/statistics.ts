import { departmentTree, isServing, servesCustomers } from "../../world/corp";
import { type Group, ownerOn } from "../../world/groups";
import { type MemberDay, memberDay } from "../../world/stats";
import { beijingMidnight, DAY_SECONDS } from "../../world/time";
import type { World } from "../../world/world";
import { WecomFault } from "../fault";
import type { Fields } from "../fields";
import { servingMember } from "../range";
import { type ApiCall, post, type Routes } from "../route";

const MAX_SPAN_DAYS = 30;
const MAX_AGE_DAYS = 180;
const MAX_IDS = 100;

/** The Beijing midnights of a closed range. */
function daysOf(world: World, start: number, end: number): number[] {
  const [first, last] = [beijingMidnight(start), beijingMidnight(end)];
  const today = beijingMidnight(world.now());
  if (last < first || last - first > MAX_SPAN_DAYS * DAY_SECONDS) throw new WecomFault(40058, "invalid time span");
  if (first < today - MAX_AGE_DAYS * DAY_SECONDS) throw new WecomFault(40058, "only the last 180 days");
  const days: number[] = [];
  for (let day = first; day <= last; day += DAY_SECONDS) days.push(day);
  return days;
}

function membersNamed(world: World, body: Fields): string[] {
  const userids = body.texts("userid", { max: MAX_IDS, tooMany: 40058 });
  const parties = body.ints("partyid", { max: MAX_IDS, tooMany: 40058 });
  if (userids.length + parties.length === 0) throw new WecomFault(40063, "missing userid and partyid");
  const named = userids.map((userid) => servingMember(world, userid).userid);
  const tree = parties.flatMap((id) => departmentTree(world, id));
  const below = world.state.corp.members
    .filter((member) => servesCustomers(member) && member.department.some((id) => tree.includes(id)))
    .map((member) => member.userid);
  return [...new Set([...named, ...below])];
}

/** One row for all of them. The two reply figures are there only when customers started chats that day. */
function sumOfDay(stat_time: number, rows: MemberDay[]) {
  const chats = rows.flatMap((row) => Object.values(row.chats));
  const written = chats.filter((chat) => chat.sent > 0);
  const started = chats.filter((chat) => chat.startedBy === "customer");
  const replied = started.filter((chat) => chat.repliedAt !== null);
  const minutes = replied.reduce((sum, chat) => sum + (chat.repliedAt! - chat.startedAt) / 60, 0);
  const sum = (pick: (row: MemberDay) => number): number => rows.reduce((total, row) => total + pick(row), 0);
  return {
    stat_time,
    chat_cnt: written.length,
    message_cnt: written.reduce((total, chat) => total + chat.sent, 0),
    ...(started.length === 0 ? {} : { reply_percentage: Math.round((replied.length / started.length) * 10_000) / 100 }),
    ...(replied.length === 0 ? {} : { avg_reply_time: Math.round(minutes / replied.length) }),
    negative_feedback_cnt: sum((row) => row.negative),
    new_apply_cnt: sum((row) => row.newApplies),
    new_contact_cnt: sum((row) => row.newContacts),
  };
}

function behavior({ world, body }: ApiCall) {
  const userids = membersNamed(world, body);
  const days = daysOf(world, body.int("start_time"), body.int("end_time"));
  const rowsOn = (day: number) =>
    userids.map((userid) => memberDay(world, userid, day)).filter((row) => row !== undefined);
  return { behavior_data: days.map((day) => sumOfDay(day, rowsOn(day))) };
}

/** Figures of one owner's groups over some days; the totals are as of the end of the last day. */
function groupFigures(world: World, groups: Group[], owner: string, days: number[]) {
  const [first, last] = [days[0]!, days.at(-1)! + DAY_SECONDS - 1];
  const during = (at: number): boolean => at >= first && at <= last;
  const existing = groups.filter(
    (group) =>
      group.createdAt <= last &&
      (group.dismissedAt === null || group.dismissedAt > last) &&
      ownerOn(group, last) === owner,
  );
  const members = existing.flatMap((group) =>
    group.memberships.filter((row) => row.joinedAt <= last && (row.leftAt === null || row.leftAt > last)),
  );
  const activity = existing.map((group) => ({
    rows: days.map((day) => world.state.stats.groups[group.chatId]?.[day]).filter((row) => row !== undefined),
  }));
  const speakers = activity.map(({ rows }) => new Set(rows.flatMap((row) => row.speakers)).size);
  return {
    new_chat_cnt: existing.filter((group) => during(group.createdAt)).length,
    chat_total: existing.length,
    chat_has_msg: activity.filter(({ rows }) => rows.length > 0).length,
    new_member_cnt: members.filter((row) => during(row.joinedAt)).length,
    member_total: members.length,
    member_has_msg: speakers.reduce((sum, count) => sum + count, 0),
    msg_total: activity.flatMap(({ rows }) => rows).reduce((sum, row) => sum + row.messages, 0),
  };
}

function readGroupRequest({ world, body }: ApiCall) {
  const begin = body.int("day_begin_time");
  const end = body.optionalInt("day_end_time") ?? begin;
  const days = daysOf(world, begin, end);
  if (days.at(-1)! >= beijingMidnight(world.now())) throw new WecomFault(40058, "only up to yesterday");
  const named = body.object("owner_filter")?.texts("userid_list", { max: MAX_IDS, tooMany: 40058 }) ?? [];
  const groups = Object.values(world.state.groups);
  const all = [...new Set(groups.map((group) => group.owner))].filter((userid) => isServing(world, userid));
  const owners = named.length > 0 ? named.map((userid) => servingMember(world, userid).userid) : all;
  return { days, groups, owners };
}

const ORDER_BY = { 1: "new_chat_cnt", 2: "chat_total", 3: "new_member_cnt", 4: "member_total" } as const;

function byOwner(call: ApiCall) {
  const { world, body } = call;
  const { days, groups, owners } = readGroupRequest(call);
  const orderBy = (body.optionalInt("order_by", { min: 1, max: 4 }) ?? 1) as keyof typeof ORDER_BY;
  const direction = body.optionalInt("order_asc", { min: 0, max: 1 }) === 1 ? 1 : -1;
  const offset = body.optionalInt("offset", { min: 0 }) ?? 0;
  const limit = body.optionalInt("limit", { min: 1, max: 1000 }) ?? 500;
  const field = ORDER_BY[orderBy];
  const items = owners
    .map((owner) => ({ owner, data: groupFigures(world, groups, owner, days) }))
    .filter((item) => item.data.chat_total > 0)
    .sort((a, b) => direction * (a.data[field] - b.data[field]));
  const page = items.slice(offset, offset + limit);
  return { total: items.length, next_offset: offset + page.length, items: page };
}

function byDay(call: ApiCall) {
  const { days, groups, owners } = readGroupRequest(call);
  const items = days.map((day) => {
    const figures = owners.map((owner) => groupFigures(call.world, groups, owner, [day]));
    const data = groupFigures(call.world, [], "", [day]);
    for (const row of figures) for (const key of Object.keys(data) as (keyof typeof data)[]) data[key] += row[key];
    return { stat_time: day, data };
  });
  return { items };
}

export const statisticsRoutes: Routes = {
  "externalcontact/get_user_behavior_data": post("customer", behavior),
  "externalcontact/groupchat/statistic": post("customer", byOwner),
  "externalcontact/groupchat/statistic_group_by_day": post("customer", byDay),
};
