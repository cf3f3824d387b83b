import { In, Not } from "typeorm";
import type { App } from "../app";
import { getUser, listDepartments, listFollowUsers, listUsers, WecomError, type WecomUser } from "../wecom";
import { Department } from "./department.entity";
import { Member, type MemberStatus } from "./member.entity";

const statuses: Record<number, MemberStatus> = { 1: "active", 2: "disabled", 4: "not_activated", 5: "left" };
/** No department is in the visible range: it was given as single members. */
const NO_RIGHT = 60011;

/**
 * Reads the visible departments and members. Members of whom WeCom no longer knows, or who left the visible range, stay as
 * `left`: their customers and conversations still name them.
 *
 * @returns members in the visible range.
 * @see https://developer.work.weixin.qq.com/document/path/90201
 */
export async function syncMembers(app: App, corpId: string): Promise<number> {
  const departments = await visibleDepartments(app);
  const followers = new Set((await listFollowUsers(app.wecom)).map(lower));
  const users = new Map<string, WecomUser>();
  for (const { id } of departments) for (const user of await usersOf(app, id)) users.set(lower(user.userid), user);
  // Members who are in the range by themselves, and those we knew: is it the range they left, or the company?
  const known = await app.db.getRepository(Member).findBy({ corpId, status: Not("left") });
  for (const userid of new Set([...followers, ...known.map((member) => lower(member.userid))])) {
    const user = users.has(userid) ? undefined : await findUser(app, userid);
    if (user) users.set(userid, user);
  }
  const gone = known.filter((member) => !users.has(lower(member.userid)));
  await app.work.transaction(async (tx) => {
    const now = app.now();
    if (departments.length > 0) {
      await tx.query(
        `INSERT INTO departments (corp_id, department_id, parent_id, name, synced_at) VALUES ?
         ON DUPLICATE KEY UPDATE parent_id = VALUES(parent_id), name = VALUES(name), synced_at = VALUES(synced_at)`,
        [departments.map((department) => [corpId, department.id, department.parentid, cut(department.name, 128), now])],
      );
      await tx.delete(Department, { corpId, departmentId: Not(In(departments.map((department) => department.id))) });
    }
    if (users.size > 0) {
      await tx.query(
        `INSERT INTO members (corp_id, userid, name, position, status, departments, leader_of, contact_enabled, synced_at) VALUES ?
         ON DUPLICATE KEY UPDATE userid = VALUES(userid), name = VALUES(name), position = VALUES(position), status = VALUES(status),
           departments = VALUES(departments), leader_of = VALUES(leader_of), contact_enabled = VALUES(contact_enabled),
           synced_at = VALUES(synced_at)`,
        [[...users.values()].map((user) => memberRow(corpId, user, followers.has(lower(user.userid)), now))],
      );
    }
    if (gone.length > 0) {
      await tx.update(
        Member,
        { id: In(gone.map((member) => member.id)) },
        { status: "left", contactEnabled: false, syncedAt: now },
      );
    }
  });
  return users.size;
}

const lower = (userid: string) => userid.toLowerCase();
const cut = (text: string, length: number) => [...text].slice(0, length).join("");

function memberRow(corpId: string, user: WecomUser, contactEnabled: boolean, now: Date): unknown[] {
  const leaderOf = user.department.filter((_, index) => user.is_leader_in_dept[index] === 1);
  return [
    corpId,
    user.userid,
    cut(user.name || user.userid, 64),
    cut(user.position, 64),
    statuses[user.status] ?? "active",
    JSON.stringify(user.department),
    JSON.stringify(leaderOf),
    contactEnabled,
    now,
  ];
}

async function visibleDepartments(app: App) {
  try {
    return await listDepartments(app.wecom);
  } catch (error) {
    if (error instanceof WecomError && error.errcode === NO_RIGHT) return [];
    throw error;
  }
}

/** The department above a visible one is named but cannot be read. */
async function usersOf(app: App, departmentId: number): Promise<WecomUser[]> {
  try {
    return await listUsers(app.wecom, departmentId);
  } catch (error) {
    if (error instanceof WecomError && error.errcode === NO_RIGHT) return [];
    throw error;
  }
}

async function findUser(app: App, userid: string): Promise<WecomUser | undefined> {
  try {
    return await getUser(app.wecom, userid);
  } catch (error) {
    if (error instanceof WecomError && (error.verdict === "relation_gone" || error.errcode === NO_RIGHT))
      return undefined;
    throw error;
  }
}
