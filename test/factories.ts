import type { App } from "../src/app";
import { ExternalContact, FollowRelation } from "../src/contacts";
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

/** A customer whom `userid` (a new member when left out) has as a contact. */
export async function buildCustomer(
  app: App,
  fields: Partial<ExternalContact> & { userid?: string; relation?: Partial<FollowRelation> } = {},
): Promise<{ contact: ExternalContact; relation: FollowRelation }> {
  const { userid, relation, ...own } = fields;
  const corpId = own.corpId ?? app.config.wecom.corpId;
  const externalUserid = own.externalUserid ?? uniqueId("wm");
  const owner = userid ?? (await buildMember(app, { corpId })).userid;
  const contacts = app.db.getRepository(ExternalContact);
  if (!(await contacts.existsBy({ corpId, externalUserid }))) {
    await contacts.insert({ corpId, externalUserid, name: "李女士", lastActivityAt: app.now(), ...own });
  }
  const pair = { corpId, externalUserid, userid: owner };
  await app.db.getRepository(FollowRelation).insert({
    ...pair,
    status: "full",
    remarkMobiles: [],
    personalTags: [],
    followedAt: new Date(app.now().getTime() - 90 * 86_400_000),
    ...relation,
  });
  return {
    contact: await contacts.findOneByOrFail({ corpId, externalUserid }),
    relation: await app.db.getRepository(FollowRelation).findOneByOrFail(pair),
  };
}
