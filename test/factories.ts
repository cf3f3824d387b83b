import type { App } from "../src/app";
import { Department, Member } from "../src/staff";

let counter = 0;
/** A short id that no other test of this run uses. */
export function uniqueId(prefix: string): string {
  counter += 1;
  return `${prefix}${process.pid.toString(36)}${Date.now().toString(36)}${counter.toString(36)}`;
}

export async function buildMember(app: App, fields: Partial<Member> = {}): Promise<Member> {
  const corpId = fields.corpId ?? app.config.wecom.corpId;
  const userid = fields.userid ?? uniqueId("m");
  await app.db.getRepository(Member).insert({
    corpId,
    userid,
    name: "周敏",
    position: "顾问",
    status: "active",
    departments: [2],
    leaderOf: [],
    contactEnabled: true,
    syncedAt: app.now(),
    ...fields,
  });
  return app.db.getRepository(Member).findOneByOrFail({ corpId, userid });
}

export async function buildDepartment(app: App, fields: Partial<Department> = {}): Promise<void> {
  await app.db.getRepository(Department).insert({
    corpId: app.config.wecom.corpId,
    departmentId: 2,
    parentId: 1,
    name: "销售部",
    syncedAt: app.now(),
    ...fields,
  });
}
