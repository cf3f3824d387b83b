import type { AcquisitionLink } from "../../world/business";
import { departmentTree, servesCustomers } from "../../world/corp";
import { findRelation } from "../../world/customers";
import { prefixedId, randomText } from "../../world/ids";
import { DAY_SECONDS } from "../../world/time";
import type { World } from "../../world/world";
import { WecomFault } from "../fault";
import type { Fields } from "../fields";
import { pageOf } from "../paging";
import { servingMember } from "../range";
import { type ApiCall, get, post, type Routes } from "../route";

const MAX_PEOPLE = 500;

/** Members a link leads to, departments spread out. */
export function peopleOf(world: World, link: Pick<AcquisitionLink, "users" | "departments">): string[] {
  const tree = link.departments.flatMap((id) => departmentTree(world, id));
  const below = world.state.corp.members
    .filter((member) => servesCustomers(member) && member.department.some((id) => tree.includes(id)))
    .map((member) => member.userid);
  return [...new Set([...link.users, ...below])];
}

function readRange(world: World, body: Fields): Pick<AcquisitionLink, "users" | "departments"> {
  const range = body.object("range");
  const users = (range?.texts("user_list") ?? []).map((userid) => servingMember(world, userid).userid);
  const departments = range?.ints("department_list") ?? [];
  const people = peopleOf(world, { users, departments });
  if (people.length === 0) throw new WecomFault(40063, "missing range");
  if (people.length > MAX_PEOPLE) throw new WecomFault(40058, "range is too large");
  return { users, departments };
}

function own({ world, body, app }: ApiCall): AcquisitionLink {
  const link = world.state.business.links[body.text("link_id")];
  if (!link || link.madeBy !== app.agentId) throw new WecomFault(40058, "invalid link_id");
  return link;
}

const presentLink = (link: AcquisitionLink) => ({
  link_id: link.linkId,
  link_name: link.name,
  url: link.url,
  create_time: link.createdAt,
  skip_verify: link.skipVerify,
});

function create({ world, body, app }: ApiCall) {
  const linkId = prefixedId("ca");
  const link: AcquisitionLink = {
    n: world.nextNumber(),
    linkId,
    madeBy: app.agentId,
    createdAt: world.now(),
    name: body.text("link_name", { maxChars: 30 }),
    url: `https://work.weixin.qq.com/ca/${randomText(14)}`,
    skipVerify: body.flag("skip_verify", true),
    ...readRange(world, body),
    priority: body.object("priority_option")?.source ?? null,
    clicks: [],
    customers: [],
  };
  world.state.business.links[linkId] = link;
  return { link: presentLink(link) };
}

/** range and priority are replaced as a whole. */
function update(call: ApiCall) {
  const { world, body } = call;
  const link = own(call);
  const name = body.optionalText("link_name", { maxChars: 30 });
  const range = body.has("range") ? readRange(world, body) : {};
  const priority = body.has("priority_option") ? { priority: body.object("priority_option")!.source } : {};
  Object.assign(link, name ? { name } : {}, range, priority, {
    skipVerify: body.flag("skip_verify", link.skipVerify),
  });
  return {};
}

function read(call: ApiCall) {
  const link = own(call);
  return {
    link: presentLink(link),
    range: { user_list: link.users, department_list: link.departments },
    ...(link.priority === null ? {} : { priority_option: link.priority }),
  };
}

function list({ world, body, app }: ApiCall) {
  const rows = Object.values(world.state.business.links).filter((link) => link.madeBy === app.agentId);
  const limit = body.optionalInt("limit", { min: 1, max: 100 }) ?? 100;
  const cursor = body.optionalText("cursor");
  const page = pageOf(world, rows, { name: "links", cursor, limit, numberOf: (link) => link.n });
  return { link_id_list: page.rows.map((link) => link.linkId), next_cursor: page.nextCursor };
}

function customers(call: ApiCall) {
  const { world, body } = call;
  const link = own(call);
  const limit = body.optionalInt("limit", { min: 1, max: 1000 }) ?? 1000;
  const name = `link_customers:${link.linkId}`;
  const page = pageOf(world, link.customers, {
    name,
    cursor: body.optionalText("cursor"),
    limit,
    numberOf: (row) => row.n,
  });
  return {
    customer_list: page.rows.map((row) => ({
      external_userid: row.externalUserid,
      userid: row.userid,
      chat_status: (findRelation(world, row.userid, row.externalUserid)?.lastTalkAt ?? 0) > 0 ? 1 : 0,
      state: row.channel,
    })),
    next_cursor: page.nextCursor,
  };
}

function statistic(call: ApiCall) {
  const { world, body } = call;
  const link = own(call);
  const [from, to] = [body.int("start_time"), body.int("end_time")];
  if (to < from || to - from > 30 * DAY_SECONDS) throw new WecomFault(40058, "the span is above 30 days");
  if (from < world.now() - 180 * DAY_SECONDS) throw new WecomFault(40058, "only the last 180 days");
  const within = (at: number): boolean => at >= from && at <= to;
  return {
    click_link_customer_cnt: link.clicks.filter(within).length,
    new_customer_cnt: link.customers.filter((row) => within(row.at)).length,
  };
}

function quota({ world }: ApiCall) {
  const { balance, used } = world.state.business.quota;
  return { total: used, balance, quota_list: [{ expire_date: world.now() + 365 * DAY_SECONDS, balance }] };
}

export const acquisitionRoutes: Routes = {
  "externalcontact/customer_acquisition/create_link": post("customer", create),
  "externalcontact/customer_acquisition/update_link": post("customer", update),
  "externalcontact/customer_acquisition/get": post("customer", read),
  "externalcontact/customer_acquisition/list_link": post("customer", list),
  "externalcontact/customer_acquisition/delete_link": post("customer", (call) => {
    delete call.world.state.business.links[own(call).linkId];
    return {};
  }),
  "externalcontact/customer_acquisition/customer": post("customer", customers),
  "externalcontact/customer_acquisition/statistic": post("customer", statistic),
  "externalcontact/customer_acquisition_quota": get("customer", quota),
};
