import { addDaysTo, birthdayTouch, buildCareCustomer, newTouch, plan } from "../../test/care";
import { buildMember } from "../../test/factories";
import { buildTestApp, drainWork, moveClock, type TestApp } from "../../test/harness";
import { dayNumber, localDay } from "./local-day";
import { MassSendTask } from "./mass-send-task.entity";
import { releaseDueChecks } from "./release-due-checks";
import { releaseDueTouches } from "./release-due-touches";
import { recoverAbandonedClaims } from "./task-outcome";
import { Touch } from "./touch.entity";

const DAYS = 14;
const CUSTOMERS = 8;
const HOUR_MS = 3_600_000;
const ADD = "/cgi-bin/externalcontact/add_msg_template";

let test: TestApp;
beforeAll(async () => {
  test = await buildTestApp({ sandbox: true });
  for (const userid of ["m1", "m2"]) await buildMember(test.app, { userid });
});
afterAll(() => test.close());

/** Small and seeded: a failure can be repeated. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const random = randomOf(20_260_302);
const chance = (p: number) => random() < p;
const today = () => localDay(test.clock.now(), "Asia/Shanghai");

async function work(): Promise<void> {
  const { app, corpId } = test;
  await recoverAbandonedClaims(app, corpId);
  await releaseDueTouches(app, corpId);
  await releaseDueChecks(app, corpId);
  await drainWork(app);
}

/** Members press send late, in bursts, or never. */
async function membersConfirm(): Promise<void> {
  const open = await test.app.db.getRepository(MassSendTask).findBy({ corpId: test.corpId, status: "created" });
  for (const { msgid, userid } of open) {
    if (!chance(0.12)) continue;
    await test.sandbox.act("groupmsg.confirm", { msgid, userid }).catch(() => undefined);
  }
}

async function planSomething(customers: { externalUserid: string; userid: string }[]): Promise<void> {
  for (const { externalUserid, userid } of customers) {
    const fields = { externalUserid, userid };
    const words = (text: string) => ({ content: { text: `${text} ${today()}`, attachments: [] } });
    if (chance(0.3)) await plan(test.app, newTouch(test.app, { ...fields, ...words("知识") }));
    if (chance(0.2)) {
      const kind = { kind: "promotion" as const, priority: "promotion" as const };
      await plan(test.app, newTouch(test.app, { ...fields, ...kind, ...words("活动") }));
    }
    if (chance(0.1)) {
      const day = addDaysTo(today(), Math.floor(random() * 5));
      await plan(test.app, birthdayTouch(test.app, { ...fields, day, ...words("生日") }));
    }
  }
}

it("keeps every cap and says nothing twice, through a season of late members, lost answers and collisions", async () => {
  const customers: { externalUserid: string; userid: string }[] = [];
  for (let n = 0; n < CUSTOMERS; n += 1) {
    const userid = n % 2 ? "m2" : "m1";
    const { externalUserid } = await test.sandbox.act<{ externalUserid: string }>("customer.add", { userid });
    customers.push({ externalUserid: await buildCareCustomer(test.app, { externalUserid, userid }), userid });
  }
  for (let hour = 0; hour < DAYS * 8; hour += 1) {
    if (hour % 8 === 0) await planSomething(customers);
    if (chance(0.1)) {
      const fault = chance(0.5) ? { cutAfterWork: true } : { httpStatus: 502 };
      await test.sandbox.control("PUT", "/faults", { api: [{ path: ADD, times: 1, ...fault }] });
    }
    await work();
    await membersConfirm();
    await moveClock(test, new Date(test.clock.now().getTime() + 3 * HOUR_MS));
    await work();
  }

  let delivered = 0;
  for (const { externalUserid } of customers) {
    const phone = (await test.sandbox.phone(externalUserid)).filter((message) => message.via === "groupmsg");
    delivered += phone.length;
    expect(new Set(phone.map((message) => message.text)).size).toBe(phone.length);
    const days = phone.map((message) => dayNumber(localDay(new Date(message.at * 1_000), "Asia/Shanghai")));
    for (const day of days) {
      expect(days.filter((other) => other === day).length).toBe(1);
      expect(days.filter((other) => other >= day && other < day + 7).length).toBeLessThanOrEqual(2);
    }
    const sent = await test.app.db.getRepository(Touch).countBy({ externalUserid, status: "sent" });
    expect(Math.abs(phone.length - sent)).toBeLessThanOrEqual(1); // the last one may not have been read back yet
  }
  expect(delivered).toBeGreaterThan(CUSTOMERS * 2);
  const stuck = await test.app.db.getRepository(MassSendTask).countBy({ corpId: test.corpId, status: "claimed" });
  expect(stuck).toBe(0);
});
