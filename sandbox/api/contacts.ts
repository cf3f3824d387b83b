import { type Department, departmentTree, findMember, isVisible, type Member } from "../world/corp";
import type { World } from "../world/world";
import { WecomFault } from "./fault";
import type { Fields } from "./fields";
import { pageByPlace } from "./paging";
import { type ApiCall, get, post, type Routes } from "./route";

/** What an ordinary self-built app may read; phone, mail, avatar and the like are withheld. */
function presentMember(member: Member) {
  return {
    userid: member.userid,
    name: member.name,
    department: member.department,
    order: member.department.map(() => 0),
    position: member.position,
    gender: "0",
    is_leader_in_dept: member.department.map(() => 0),
    direct_leader: [],
    telephone: "",
    alias: "",
    main_department: member.department[0] ?? 1,
    extattr: { attrs: [] },
    status: 1,
    external_position: member.position,
    external_profile: { external_corp_name: "", external_attr: [] },
  };
}

const presentDepartment = (row: Department) => ({
  id: row.id,
  name: row.name,
  name_en: "",
  department_leader: [],
  parentid: row.parentid,
  order: row.order,
});

/** Departments with a visible member somewhere below, and those on the way up to the root. */
function visibleDepartments(world: World): Department[] {
  const { departments, members } = world.state.corp;
  const occupied = new Set(members.filter(isVisible).flatMap((member) => member.department));
  return departments.filter((row) => departmentTree(world, row.id).some((id) => occupied.has(id)));
}

const numberOf = (query: Fields, name: string): number | undefined => {
  const text = query.optionalText(name);
  return text === undefined || text === "" ? undefined : Number(text);
};

function department(world: World, id: number | undefined): Department {
  const found = visibleDepartments(world).find((row) => row.id === id);
  if (!found) throw new WecomFault(60123);
  return found;
}

function below({ world, query }: ApiCall): Department[] {
  const id = numberOf(query, "id");
  if (id === undefined) return visibleDepartments(world);
  const tree = departmentTree(world, department(world, id).id);
  return visibleDepartments(world).filter((row) => tree.includes(row.id));
}

function getUser({ world, query }: ApiCall) {
  const member = findMember(world, query.text("userid", { missing: 40003 }));
  if (!member || !isVisible(member)) throw new WecomFault(60111);
  return presentMember(member);
}

function membersOf({ world, query }: ApiCall): Member[] {
  const { id } = department(world, numberOf(query, "department_id"));
  return world.state.corp.members.filter((member) => isVisible(member) && member.department.includes(id));
}

/** 通讯录同步 sees everybody, as one row per membership. */
function listIds({ world, body }: ApiCall) {
  const rows = world.state.corp.members
    .filter((member) => member.leftAt === null)
    .flatMap((member) => member.department.map((id) => ({ userid: member.userid, department: id })));
  const limit = body.optionalInt("limit", { min: 1, max: 10_000 }) ?? 10_000;
  const page = pageByPlace(world, rows, { name: "list_id", cursor: body.optionalText("cursor"), limit });
  return { next_cursor: page.nextCursor, dept_user: page.rows };
}

export const contactsRoutes: Routes = {
  "user/get": get("app", getUser),
  "user/simplelist": get("app", (call) => ({
    userlist: membersOf(call).map(({ userid, name, department: departments }) => ({
      userid,
      name,
      department: departments,
    })),
  })),
  "user/list": get("app", (call) => ({ userlist: membersOf(call).map(presentMember) })),
  "user/list_id": post("contacts", listIds),
  "department/list": get("app", (call) => ({ department: below(call).map(presentDepartment) })),
  "department/simplelist": get("app-or-contacts", (call) => ({
    department_id: below(call).map(({ id, parentid, order }) => ({ id, parentid, order })),
  })),
  "department/get": get("app", ({ world, query }) => ({
    department: presentDepartment(department(world, numberOf(query, "id"))),
  })),
};
