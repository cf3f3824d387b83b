import type { App } from "../app";
import { Department } from "./department.entity";
import { Member } from "./member.entity";

/** userid → name, for lists. Unknown ids are left out; show the id then. Keys as the members table writes them. */
export async function memberNames(app: App, corpId: string, userids: string[]): Promise<Map<string, string>> {
  if (userids.length === 0) return new Map();
  const members: { userid: string; name: string }[] = await app.db.query(
    "SELECT userid, name FROM members WHERE corp_id = ? AND userid IN (?)",
    [corpId, [...new Set(userids)]],
  );
  return new Map(members.map((member) => [member.userid, member.name]));
}

export function listMembers(app: App, corpId: string): Promise<Member[]> {
  return app.db.getRepository(Member).find({ where: { corpId }, order: { userid: "ASC" } });
}

/** Userids of all members, for those who read whole pages of messages. */
export async function memberIds(app: App, corpId: string): Promise<string[]> {
  const rows: { userid: string }[] = await app.db.query("SELECT userid FROM members WHERE corp_id = ?", [corpId]);
  return rows.map((row) => row.userid);
}

/** Everyone in the departments named and all below them. A corp has hundreds of members, so the tree is walked in memory. */
export async function useridsInDepartments(app: App, corpId: string, departmentIds: number[]): Promise<string[]> {
  const departments = await app.db.getRepository(Department).findBy({ corpId });
  const wanted = new Set(departmentIds);
  for (let grown = true; grown; ) {
    grown = false;
    for (const department of departments) {
      if (wanted.has(department.parentId) && !wanted.has(department.departmentId)) {
        wanted.add(department.departmentId);
        grown = true;
      }
    }
  }
  const members = await app.db.getRepository(Member).findBy({ corpId });
  return members.filter((member) => member.departments.some((id) => wanted.has(id))).map((member) => member.userid);
}

/**
 * Who leads the departments of a member, the nearest level that has a leader; the member is not their own leader. Left and
 * disabled leaders hear nothing any more.
 */
export async function leadersOf(app: App, corpId: string, userid: string): Promise<Member[]> {
  const [members, departments] = await Promise.all([
    listMembers(app, corpId),
    app.db.getRepository(Department).findBy({ corpId }),
  ]);
  const member = members.find((one) => one.userid.toLowerCase() === userid.toLowerCase());
  const parents = new Map(departments.map((department) => [department.departmentId, department.parentId]));
  let level = new Set(member?.departments ?? []);
  for (let depth = 0; level.size > 0 && depth <= departments.length; depth += 1) {
    const leaders = members.filter(
      (one) => one !== member && one.status === "active" && one.leaderOf.some((id) => level.has(id)),
    );
    if (leaders.length > 0) return leaders;
    level = new Set([...level].flatMap((id) => parents.get(id) ?? []));
  }
  return [];
}

/** Departments that have one of these members in them or below them, in the order of WeCom's ids. */
export async function departmentsOf(app: App, corpId: string, userids: "all" | string[]): Promise<Department[]> {
  const departments = await app.db
    .getRepository(Department)
    .find({ where: { corpId }, order: { departmentId: "ASC" } });
  if (userids === "all") return departments;
  const wanted = new Set(userids.map((userid) => userid.toLowerCase()));
  const members = (await listMembers(app, corpId)).filter((member) => wanted.has(member.userid.toLowerCase()));
  const parentOf = new Map(departments.map((department) => [department.departmentId, department.parentId]));
  const seen = new Set<number>();
  for (const start of members.flatMap((member) => member.departments)) {
    for (let id: number | undefined = start; id !== undefined && !seen.has(id); id = parentOf.get(id)) seen.add(id);
  }
  return departments.filter((department) => seen.has(department.departmentId));
}
