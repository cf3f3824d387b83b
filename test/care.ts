import type { App } from "../src/app";
import { ExternalContact, FollowRelation } from "../src/contacts";
import { atLocalTime, localDay, type NewTouch, type PlanResult, planTouch, Touch } from "../src/outreach";
import { releaseDueChecks } from "../src/outreach/release-due-checks";
import { releaseDueTouches } from "../src/outreach/release-due-touches";
import { uniqueId } from "./factories";
import { drainWork, moveClock, type TestApp } from "./harness";

/** A customer whom `userid` has as a full contact; without `userid` nobody has. */
export async function buildCareCustomer(
  app: App,
  fields: { externalUserid?: string; name?: string; userid?: string; relation?: FollowRelation["status"] } = {},
): Promise<string> {
  const corpId = app.config.wecom.corpId;
  const externalUserid = fields.externalUserid ?? uniqueId("wm");
  await app.db
    .getRepository(ExternalContact)
    .insert({ corpId, externalUserid, name: fields.name ?? "林小满", lastActivityAt: app.now() });
  if (fields.userid) {
    await app.db.getRepository(FollowRelation).insert({
      corpId,
      externalUserid,
      userid: fields.userid,
      status: fields.relation ?? "full",
      remarkMobiles: [],
      personalTags: [],
      followedAt: app.now(),
    });
  }
  return externalUserid;
}

/** A knowledge push for today, 09:00, useful for a week. */
export function newTouch(app: App, fields: Partial<NewTouch> & { externalUserid: string }): NewTouch {
  const day = fields.day ?? localDay(app.now(), app.config.timeZone);
  return {
    corpId: app.config.wecom.corpId,
    userid: "m1",
    kind: "knowledge",
    priority: "knowledge",
    dedupeKey: uniqueId("touch:"),
    origin: "test",
    title: "滤芯更换指南",
    content: { text: "您好,这篇滤芯更换指南也许用得上", attachments: [] },
    day,
    at: "09:00",
    useBy: addDaysTo(day, 7),
    ...fields,
  };
}

export function birthdayTouch(app: App, fields: Partial<NewTouch> & { externalUserid: string }): NewTouch {
  const day = fields.day ?? localDay(app.now(), app.config.timeZone);
  return newTouch(app, {
    kind: "birthday",
    priority: "birthday",
    title: "生日祝福",
    content: { text: "祝您生日快乐", attachments: [] },
    useBy: addDaysTo(day, 1),
    ...fields,
  });
}

export function addDaysTo(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export function plan(app: App, touch: NewTouch): Promise<PlanResult> {
  return app.work.transaction((tx) => planTouch(app, tx, touch));
}

export function findTouch(app: App, id: string): Promise<Touch> {
  return app.db.getRepository(Touch).findOneByOrFail({ id });
}

/** A customer in WeCom and in our store. */
export async function befriend(test: TestApp, userid = "m1"): Promise<string> {
  const { externalUserid } = await test.sandbox.act<{ externalUserid: string }>("customer.add", { userid });
  return buildCareCustomer(test.app, { externalUserid, userid });
}

/** Ten in the morning of a day that nobody has used yet. @returns the day. */
export async function nextMorning(test: TestApp): Promise<string> {
  const day = addDaysTo(localDay(test.clock.now(), "Asia/Shanghai"), 1);
  await moveClock(test, atLocalTime(day, "10:00", "Asia/Shanghai"));
  return day;
}

/** What the scheduler and the workers do until nothing is due. */
export async function careUntilIdle(test: TestApp): Promise<void> {
  const { app, corpId } = test;
  for (let round = 0; round < 20; round += 1) {
    const asked = (await releaseDueTouches(app, corpId)) + (await releaseDueChecks(app, corpId));
    const done = await drainWork(app);
    if (asked === 0 && Object.keys(done).length === 0) return;
  }
  throw new Error("there is always something due");
}

/** So many seconds later, with what is due by then done. */
export async function careLater(test: TestApp, seconds: number): Promise<void> {
  await moveClock(test, new Date(test.clock.now().getTime() + seconds * 1_000));
  await careUntilIdle(test);
}
