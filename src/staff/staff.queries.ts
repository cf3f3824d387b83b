import { In } from "typeorm";
import type { App } from "../app";
import { Department } from "./department.entity";
import { Member } from "./member.entity";

/** userid → name, for lists. Unknown ids are left out; show the id then. Keys as the members table writes them. */
export async function memberNames(app: App, corpId: string, userids: string[]): Promise<Map<string, string>> {
  if (userids.length === 0) return new Map();
  const members = await app.db.getRepository(Member).findBy({ corpId, userid: In([...new Set(userids)]) });
  return new Map(members.map((member) => [member.userid, member.name]));
}

export function listMembers(app: App, corpId: string): Promise<Member[]> {
  return app.db.getRepository(Member).find({ where: { corpId }, order: { userid: "ASC" } });
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
