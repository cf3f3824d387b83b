import { In, Not } from "typeorm";
import type { App } from "../app";
import type { Tx } from "../platform/db";
import {
  getUser,
  listDepartments,
  listFollowUsers,
  listUserids,
  listUsers,
  WecomError,
  type WecomUser,
} from "../wecom";
import { Department } from "./department.entity";
import { Member, type MemberStatus } from "./member.entity";

const statuses: Record<number, MemberStatus> = { 1: "active", 2: "disabled", 4: "not_activated", 5: "left" };
/** No department is in the visible range: it was given as single members. */
const NO_RIGHT = 60011;
/** The department is too large for one answer. */
const TOO_LARGE = 45029;
const MEMBERS_PER_INSERT = 500;
const AT_ONCE = 3;

/** What our rows said otherwise than WeCom. */
export interface MemberDifference {
  kind: "member.missing" | "member.gone" | "member.fields";
  userid: string;
  fields?: string[];
}

export interface MembersRead {
  /** Members in the visible range. */
  members: number;
  differences: MemberDifference[];
}

/**
 * Reads the visible departments and members. Members of whom WeCom no longer knows, or who left the visible range, stay as
 * `left`: their customers and conversations still name them. `dryRun` only compares.
 *
 * @see https://developer.work.weixin.qq.com/document/path/90201
 */
export async function syncMembers(app: App, corpId: string, options: { dryRun?: boolean } = {}): Promise<MembersRead> {
  const departments = await visibleDepartments(app);
  const followers = new Set((await listFollowUsers(app.wecom)).map(lower));
  const users = new Map<string, WecomUser>();
  for (const { id } of departments) for (const user of await usersOf(app, id)) users.set(lower(user.userid), user);
  // Members who are in the range by themselves, and those we knew: is it the range they left, or the company?
  const stored = await app.db.getRepository(Member).findBy({ corpId });
  const known = stored.filter((member) => member.status !== "left");
  for (const userid of new Set([...followers, ...known.map((member) => lower(member.userid))])) {
    const user = users.has(userid) ? undefined : await findUser(app, userid);
    if (user) users.set(userid, user);
  }
  const gone = known.filter((member) => !users.has(lower(member.userid)));
  const differences = compare(stored, users, followers, gone);
  if (options.dryRun) return { members: users.size, differences };
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
    await storeMembers(tx, corpId, [...users.values()], followers, now);
    if (gone.length > 0) {
      await tx.update(
        Member,
        { id: In(gone.map((member) => member.id)) },
        { status: "left", contactEnabled: false, syncedAt: now },
      );
    }
  });
  return { members: users.size, differences };
}

/** Reads one member, for whoever signs in before the next sync. @returns false when WeCom does not show that member. */
export async function syncMember(app: App, corpId: string, userid: string): Promise<boolean> {
  const user = await findUser(app, userid);
  if (!user) return false;
  const followers = new Set((await listFollowUsers(app.wecom)).map(lower));
  await app.work.transaction((tx) => storeMembers(tx, corpId, [user], followers, app.now()));
  return true;
}

async function storeMembers(
  tx: Tx,
  corpId: string,
  users: WecomUser[],
  followers: ReadonlySet<string>,
  now: Date,
): Promise<void> {
  for (let from = 0; from < users.length; from += MEMBERS_PER_INSERT) {
    const rows = users.slice(from, from + MEMBERS_PER_INSERT);
    await tx.query(
      `INSERT INTO members (corp_id, userid, name, position, status, departments, leader_of, contact_enabled, synced_at) VALUES ?
       ON DUPLICATE KEY UPDATE userid = VALUES(userid), name = VALUES(name), position = VALUES(position), status = VALUES(status),
         departments = VALUES(departments), leader_of = VALUES(leader_of), contact_enabled = VALUES(contact_enabled),
         synced_at = VALUES(synced_at)`,
      [rows.map((user) => memberRow(corpId, user, followers.has(lower(user.userid)), now))],
    );
  }
}

function compare(
  stored: Member[],
  users: ReadonlyMap<string, WecomUser>,
  followers: ReadonlySet<string>,
  gone: Member[],
): MemberDifference[] {
  const byId = new Map(stored.map((member) => [lower(member.userid), member]));
  const differences: MemberDifference[] = [];
  for (const [key, user] of users) {
    const member = byId.get(key);
    if (!member) {
      differences.push({ kind: "member.missing", userid: user.userid });
      continue;
    }
    const fields = [
      ...(member.name === cut(user.name || user.userid, 64) ? [] : ["name"]),
      ...(member.position === cut(user.position, 64) ? [] : ["position"]),
      ...(member.status === (statuses[user.status] ?? "active") ? [] : ["status"]),
      ...(member.departments.join() === user.department.join() ? [] : ["departments"]),
      ...(member.leaderOf.join() === leaderOf(user).join() ? [] : ["leader_of"]),
      ...(Boolean(member.contactEnabled) === followers.has(key) ? [] : ["contact_enabled"]),
    ];
    if (fields.length > 0) differences.push({ kind: "member.fields", userid: member.userid, fields });
  }
  return [...differences, ...gone.map(({ userid }): MemberDifference => ({ kind: "member.gone", userid }))];
}

const lower = (userid: string) => userid.toLowerCase();
const cut = (text: string, length: number) => [...text].slice(0, length).join("");

const leaderOf = (user: WecomUser) => user.department.filter((_, index) => user.is_leader_in_dept[index] === 1);

function memberRow(corpId: string, user: WecomUser, contactEnabled: boolean, now: Date): unknown[] {
  return [
    corpId,
    user.userid,
    cut(user.name || user.userid, 64),
    cut(user.position, 64),
    statuses[user.status] ?? "active",
    JSON.stringify(user.department),
    JSON.stringify(leaderOf(user)),
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
    if (!(error instanceof WecomError)) throw error;
    if (error.errcode === NO_RIGHT) return [];
    if (error.errcode === TOO_LARGE) return usersOneByOne(app, departmentId);
    throw error;
  }
}

async function usersOneByOne(app: App, departmentId: number): Promise<WecomUser[]> {
  const waiting = await listUserids(app.wecom, departmentId);
  const users: WecomUser[] = [];
  const work = async () => {
    for (let userid = waiting.pop(); userid; userid = waiting.pop()) {
      const user = await findUser(app, userid);
      if (user) users.push(user);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return users;
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
