import { isServing, servesCustomers } from "../../world/corp";
import {
  type Customer,
  isReadable,
  type Relation,
  relationsOfCustomer,
  relationsOfMember,
} from "../../world/customers";
import { ownAddress } from "../../world/own-address";
import { findTag } from "../../world/tags";
import type { World } from "../../world/world";
import { WecomFault } from "../fault";
import { pageOf, pageOfLists } from "../paging";
import { readableRelation, servingMember } from "../range";
import { type ApiCall, get, post, type Routes } from "../route";

const FOLLOWERS_A_PAGE = 500;
const MAX_PAGE = 100;

function presentCustomer(world: World, customer: Customer) {
  const shared = {
    external_userid: customer.externalUserid,
    name: customer.name,
    avatar: ownAddress(world, customer.avatar),
    type: customer.type,
    gender: customer.gender,
  };
  if (customer.type === 1) return { ...shared, unionid: customer.unionid };
  return {
    ...shared,
    position: customer.position,
    corp_name: customer.corpName,
    corp_full_name: customer.corpName,
    external_profile: { external_attr: [] },
  };
}

function presentRelation(world: World, relation: Relation) {
  const isWeChat = world.state.customers[relation.externalUserid]?.type === 1;
  return {
    userid: relation.userid,
    remark: relation.remark,
    description: relation.description,
    createtime: relation.createdAt,
    ...(isWeChat && relation.remarkCorpName !== "" ? { remark_corp_name: relation.remarkCorpName } : {}),
    remark_mobiles: relation.remarkMobiles,
    oper_userid: relation.operUserid,
    add_way: relation.addWay,
    ...(relation.addWay === 10 ? { wechat_channels: { nickname: "视频号", source: 1 } } : {}),
    ...(relation.channel === null ? {} : { state: relation.channel }),
  };
}

function presentFollower(world: World, relation: Relation) {
  const found = relation.tagIds.map((id) => findTag(world, id)).filter((row) => row !== undefined);
  const tags = found.map(({ group, tag }) => ({
    group_name: group.name,
    tag_name: tag.name,
    tag_id: tag.id,
    type: group.strategyId === undefined ? 1 : 3,
  }));
  const { userid, remark, description, createtime, ...rest } = presentRelation(world, relation);
  return { userid, remark, description, createtime, tags, ...rest };
}

function listOf({ world, query }: ApiCall) {
  const member = servingMember(world, query.text("userid", { missing: 40003 }));
  const rows = relationsOfMember(world, member.userid).filter(isReadable);
  if (rows.length === 0) throw new WecomFault(84061, undefined, { external_userid: [] });
  return { external_userid: rows.map((row) => row.externalUserid) };
}

function getCustomer({ world, query }: ApiCall) {
  const id = query.text("external_userid", { missing: 41035 });
  const customer = world.state.customers[id];
  if (!customer) throw new WecomFault(40096);
  const followers = relationsOfCustomer(world, id).filter((row) => isReadable(row) && isServing(world, row.userid));
  if (followers.length === 0) throw new WecomFault(84061, undefined, { follow_user: [] });
  const page = pageOf(world, followers, {
    name: `get:${id}`,
    cursor: query.optionalText("cursor"),
    limit: FOLLOWERS_A_PAGE,
    numberOf: (row) => row.n,
  });
  return {
    external_contact: presentCustomer(world, customer),
    follow_user: page.rows.map((row) => presentFollower(world, row)),
    ...(page.nextCursor === "" ? {} : { next_cursor: page.nextCursor }),
  };
}

function getByUser({ world, body }: ApiCall) {
  const userids = body.texts("userid_list", { missing: 40031, max: MAX_PAGE, tooMany: 301023 });
  const members = userids.map((userid) => servingMember(world, userid));
  const limit = Math.min(body.optionalInt("limit", { min: 1 }) ?? 50, MAX_PAGE);
  const lists = [...new Set(members)].map((member) => relationsOfMember(world, member.userid));
  const cursor = body.optionalText("cursor");
  const page = pageOfLists(world, lists, { name: "get_by_user", cursor, limit, wanted: isReadable });
  return {
    external_contact_list: page.rows.map((row) => ({
      external_contact: presentCustomer(world, world.state.customers[row.externalUserid]!),
      follow_info: { ...presentRelation(world, row), tag_id: row.tagIds },
    })),
    next_cursor: page.nextCursor,
  };
}

function remark({ world, body }: ApiCall) {
  const userid = body.text("userid", { missing: 40003 });
  const externalUserid = body.text("external_userid", { missing: 41035 });
  const relation = readableRelation(world, userid, externalUserid);
  const given = {
    remark: body.optionalText("remark", { maxChars: 20 }),
    description: body.optionalText("description", { maxChars: 150 }),
    company: body.optionalText("remark_company", { maxChars: 20 }),
    mobiles: body.has("remark_mobiles") ? body.texts("remark_mobiles") : undefined,
    picture: body.optionalText("remark_pic_mediaid"),
  };
  if (Object.values(given).every((value) => value === undefined)) throw new WecomFault(40063, "nothing to change");
  if (given.remark !== undefined) relation.remark = given.remark;
  if (given.description !== undefined) relation.description = given.description;
  if (given.company !== undefined) relation.remarkCorpName = given.company;
  if (given.mobiles !== undefined) relation.remarkMobiles = given.mobiles.filter((mobile) => mobile !== "");
  return {};
}

/** Everybody who is served: customers by their id, other group members by a temporary one. */
function contactList({ world, body }: ApiCall) {
  const wanted = (row: Relation): boolean => isReadable(row) && isServing(world, row.userid);
  const limit = body.optionalInt("limit", { min: 1, max: 1000 }) ?? 1000;
  const cursor = body.optionalText("cursor");
  const page = pageOfLists(world, [world.relations.all()], { name: "contact_list", cursor, limit, wanted });
  return {
    info_list: page.rows.map((row) => ({
      is_customer: true,
      tmp_openid: `tmp_${row.n}`,
      external_userid: row.externalUserid,
      follow_userid: row.userid,
      add_time: row.createdAt,
    })),
    next_cursor: page.nextCursor,
  };
}

function convertToOpenid({ world, body }: ApiCall) {
  const customer = world.state.customers[body.text("external_userid", { missing: 41035 })];
  if (!customer) throw new WecomFault(40096);
  if (customer.type !== 1) throw new WecomFault(41056, "wrong type of external userid");
  return { openid: `o${customer.externalUserid.slice(2, 28)}` };
}

export const customerRoutes: Routes = {
  "externalcontact/get_follow_user_list": get("customer", ({ world }) => ({
    follow_user: world.state.corp.members.filter(servesCustomers).map((member) => member.userid),
  })),
  "externalcontact/list": get("customer", listOf),
  "externalcontact/get": get("customer", getCustomer),
  "externalcontact/batch/get_by_user": post("customer", getByUser),
  "externalcontact/remark": post("customer", remark),
  "externalcontact/contact_list": post("customer", contactList),
  "externalcontact/convert_to_openid": post("customer", convertToOpenid),
};
