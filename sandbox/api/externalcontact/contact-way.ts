import { departmentTree, servesCustomers } from "../../world/corp";
import { randomHex } from "../../world/ids";
import type { Attachment } from "../../world/outreach";
import { ownAddress } from "../../world/own-address";
import { deliver } from "../../world/say";
import { DAY_SECONDS } from "../../world/time";
import type { ContactWay } from "../../world/ways";
import type { World } from "../../world/world";
import { WecomFault } from "../fault";
import { type Fields, isRecord } from "../fields";
import { pageOf } from "../paging";
import { readableRelation, servingMember } from "../range";
import { type ApiCall, post, type Routes } from "../route";

const MAX_USERS = 100;
const FIRST_DAYS = 90;

/** The members a way leads to, departments spread out. */
function requireUsers(world: World, type: number, body: Fields): { user: string[]; party: number[] } {
  const user = body.texts("user").map((userid) => servingMember(world, userid).userid);
  const party = body.ints("party");
  if (type === 1 && (user.length !== 1 || party.length > 0)) throw new WecomFault(40058, "type 1 takes one user");
  const departments = party.flatMap((id) => departmentTree(world, id));
  const below = world.state.corp.members
    .filter((member) => servesCustomers(member) && member.department.some((id) => departments.includes(id)))
    .map((member) => member.userid);
  const all = new Set([...user, ...below]);
  if (all.size === 0) throw new WecomFault(40063, "missing user and party");
  if (all.size > MAX_USERS) throw new WecomFault(41041, "too many users");
  return { user, party };
}

function changeable(body: Fields): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  const put = (name: string, value: unknown): void => {
    if (value !== undefined) fields[name] = value;
  };
  put("remark", body.optionalText("remark", { maxChars: 30 }));
  put("state", body.optionalText("state", { maxChars: 30 }));
  put("style", body.optionalInt("style", { min: 1, max: 3, bad: 41042 }));
  put("unionid", body.optionalText("unionid"));
  put("expires_in", body.optionalInt("expires_in", { min: 1, max: 14 * DAY_SECONDS }));
  put("chat_expires_in", body.optionalInt("chat_expires_in", { min: 1, max: 14 * DAY_SECONDS }));
  put("conclusions", body.object("conclusions")?.source);
  if (body.has("skip_verify")) put("skip_verify", body.flag("skip_verify", true));
  if (body.has("mark_source")) put("mark_source", body.flag("mark_source", false));
  return fields;
}

function add({ world, body, app }: ApiCall) {
  const type = body.int("type", { missing: 41037, min: 1, max: 2, bad: 41037 });
  const scene = body.int("scene", { missing: 41038, min: 1, max: 2, bad: 41039 });
  const people = requireUsers(world, type, body);
  const configId = randomHex(16);
  const way: ContactWay = {
    n: world.nextNumber(),
    configId,
    madeBy: app.agentId,
    createdAt: world.now(),
    qrCode: scene === 2 ? `/_qr/contact/${configId}` : null,
    fields: {
      type,
      scene,
      remark: "",
      skip_verify: true,
      state: "",
      is_temp: body.flag("is_temp", false),
      ...changeable(body),
      ...people,
    },
  };
  world.state.ways.contact[configId] = way;
  return { config_id: configId, ...(way.qrCode === null ? {} : { qr_code: ownAddress(world, way.qrCode) }) };
}

function own({ world, body, app }: ApiCall): ContactWay {
  const way = world.state.ways.contact[body.text("config_id", { missing: 41043 })];
  if (!way || way.madeBy !== app.agentId) throw new WecomFault(41044, "invalid config_id");
  return way;
}

function read(call: ApiCall) {
  const way = own(call);
  const code = way.qrCode === null ? {} : { qr_code: ownAddress(call.world, way.qrCode) };
  return { contact_way: { config_id: way.configId, ...way.fields, ...code } };
}

/** user and party are replaced; type and scene stay. */
function update(call: ApiCall) {
  const way = own(call);
  const { world, body } = call;
  const people = body.has("user") || body.has("party") ? requireUsers(world, way.fields.type as number, body) : {};
  Object.assign(way.fields, changeable(body), people);
  return {};
}

function list({ world, body, app }: ApiCall) {
  const now = world.now();
  const from = body.optionalInt("start_time") ?? now - FIRST_DAYS * DAY_SECONDS;
  const to = body.optionalInt("end_time") ?? now;
  const rows = Object.values(world.state.ways.contact).filter(
    (way) => way.madeBy === app.agentId && !way.fields.is_temp && way.createdAt >= from && way.createdAt <= to,
  );
  const limit = body.optionalInt("limit", { min: 1, max: 1000 }) ?? 100;
  const cursor = body.optionalText("cursor");
  const page = pageOf(world, rows, { name: "contact_way", cursor, limit, numberOf: (way) => way.n });
  return { contact_way: page.rows.map((way) => ({ config_id: way.configId })), next_cursor: page.nextCursor };
}

function remove(call: ApiCall) {
  delete call.world.state.ways.contact[own(call).configId];
  return {};
}

/** The customer reads the closing message; a second call finds no temporary chat any more. */
function closeTemporary({ world, body }: ApiCall) {
  const userid = body.text("userid", { missing: 40003 });
  const externalUserid = body.text("external_userid", { missing: 41035 });
  const relation = readableRelation(world, userid, externalUserid);
  const { temporary } = relation;
  if (!temporary || temporary.endsAt <= world.now()) throw new WecomFault(40058, "not a temporary chat");
  delete relation.temporary;
  if (temporary.conclusions) {
    const { text, attachments } = closingMessage(temporary.conclusions);
    const phones = [externalUserid];
    deliver(world, { from: relation.userid, to: externalUserid, phones, via: "chat", text, attachments });
  }
  return {};
}

/** Text and the first of image, link, mini program. */
function closingMessage(conclusions: Record<string, unknown>): { text: string; attachments: Attachment[] } {
  const text = isRecord(conclusions.text) ? String(conclusions.text.content ?? "") : "";
  const kind = ["image", "link", "miniprogram"].find((name) => conclusions[name] !== undefined);
  return { text, attachments: kind === undefined ? [] : [{ msgtype: kind, [kind]: conclusions[kind] }] };
}

export const contactWayRoutes: Routes = {
  "externalcontact/add_contact_way": post("customer", add),
  "externalcontact/get_contact_way": post("customer", read),
  "externalcontact/update_contact_way": post("customer", update),
  "externalcontact/list_contact_way": post("customer", list),
  "externalcontact/del_contact_way": post("customer", remove),
  "externalcontact/close_temp_chat": post("customer", closeTemporary),
};
