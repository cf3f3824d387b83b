import { findMember, isVisible } from "../world/corp";
import { prefixedId } from "../world/ids";
import type { KfAccount } from "../world/kf";
import { findAccount } from "../world/kf-service";
import { ownAddress } from "../world/own-address";
import type { World } from "../world/world";
import { requireMedia } from "./externalcontact/attachments";
import { WecomFault } from "./fault";
import type { Fields } from "./fields";
import { type ApiCall, get, post, type Routes } from "./route";

const MAX_ACCOUNTS = 5000;

export function requireAccount(world: World, openKfId: string): KfAccount {
  const account = findAccount(world, openKfId);
  if (!account) throw new WecomFault(95000, "invalid open_kfid");
  if (account.unassigned) throw new WecomFault(48007, "the kf account is not assigned to the app");
  return account;
}

function avatarOf(world: World, mediaId: string): string {
  requireMedia(world, mediaId, ["upload"], "image");
  return `/_media/${mediaId}`;
}

function add({ world, body }: ApiCall) {
  if (world.state.kf.accounts.every((row) => row.unassigned)) throw new WecomFault(48007, "no kf account is assigned");
  const name = body.text("name", { maxChars: 16 });
  const avatar = avatarOf(world, body.text("media_id", { missing: 40007 }));
  if (world.state.kf.accounts.length >= MAX_ACCOUNTS) throw new WecomFault(95027, "too many kf accounts");
  const openKfId = prefixedId("wk");
  world.state.kf.accounts.push({ openKfId, name, avatar, servicers: [], departments: [] });
  return { open_kfid: openKfId };
}

function update({ world, body }: ApiCall) {
  const account = requireAccount(world, body.text("open_kfid"));
  const name = body.optionalText("name", { maxChars: 16 });
  const mediaId = body.optionalText("media_id");
  if (mediaId) account.avatar = avatarOf(world, mediaId);
  if (name) account.name = name;
  return {};
}

function remove({ world, body }: ApiCall) {
  const account = requireAccount(world, body.text("open_kfid"));
  world.state.kf.accounts = world.state.kf.accounts.filter((row) => row !== account);
  return {};
}

function list({ world, body }: ApiCall) {
  const offset = body.optionalInt("offset", { min: 0 }) ?? 0;
  const limit = body.optionalInt("limit", { min: 1, max: 100 }) ?? 100;
  return {
    account_list: world.state.kf.accounts.slice(offset, offset + limit).map((row) => ({
      open_kfid: row.openKfId,
      name: row.name,
      avatar: ownAddress(world, row.avatar),
      manage_privilege: !row.unassigned,
    })),
  };
}

function addContactWay({ world, body, origin }: ApiCall) {
  const { openKfId } = requireAccount(world, body.text("open_kfid"));
  const scene = body.optionalText("scene") ?? "";
  if (!/^[0-9A-Za-z_-]{0,32}$/.test(scene)) throw new WecomFault(40058, "invalid scene");
  return { url: `${origin}/_qr/kf/${openKfId}?scene=${scene}` };
}

function people(body: Fields): { users: string[]; departments: number[] } {
  const users = body.texts("userid_list", { max: 100, tooMany: 40058 });
  const departments = body.ints("department_id_list", { max: 20, tooMany: 40058 });
  if (users.length + departments.length === 0) throw new WecomFault(40063, "missing userid_list");
  return { users, departments };
}

function addServicers({ world, body }: ApiCall) {
  const account = requireAccount(world, body.text("open_kfid"));
  const { users, departments } = people(body);
  const ofUsers = users.map((userid) => {
    const member = findMember(world, userid);
    if (!member || !isVisible(member)) return { userid, errcode: 60030, errmsg: "userid is out of the visible range" };
    const known = account.servicers.some((row) => row.userid === member.userid);
    if (!known) account.servicers.push({ userid: member.userid, onDuty: true });
    return { userid: member.userid, errcode: 0, errmsg: "success" };
  });
  account.departments = [...new Set([...account.departments, ...departments])];
  const ofDepartments = departments.map((department_id) => ({ department_id, errcode: 0, errmsg: "success" }));
  return { result_list: [...ofUsers, ...ofDepartments] };
}

function removeServicers({ world, body }: ApiCall) {
  const account = requireAccount(world, body.text("open_kfid"));
  const { users, departments } = people(body);
  const gone = new Set(users.map((userid) => userid.toLowerCase()));
  account.servicers = account.servicers.filter((row) => !gone.has(row.userid.toLowerCase()));
  account.departments = account.departments.filter((id) => !departments.includes(id));
  const rows = [...users.map((userid) => ({ userid })), ...departments.map((department_id) => ({ department_id }))];
  return { result_list: rows.map((row) => ({ ...row, errcode: 0, errmsg: "success" })) };
}

/** Here 0 means on duty; the event of the same matter says 1. */
function listServicers({ world, query }: ApiCall) {
  const account = requireAccount(world, query.text("open_kfid"));
  const users = account.servicers.map((row) => ({ userid: row.userid, status: row.onDuty ? 0 : 1 }));
  return { servicer_list: [...users, ...account.departments.map((department_id) => ({ department_id }))] };
}

export const kfAccountRoutes: Routes = {
  "kf/account/add": post("customer", add),
  "kf/account/update": post("customer", update),
  "kf/account/del": post("customer", remove),
  "kf/account/list": post("customer", list),
  "kf/add_contact_way": post("customer", addContactWay),
  "kf/servicer/add": post("customer", addServicers),
  "kf/servicer/del": post("customer", removeServicers),
  "kf/servicer/list": get("customer", listServicers),
};
