import { addDaysTo, birthdayTouch, buildCareCustomer, newTouch, plan } from "../../test/care";
import { buildMember } from "../../test/factories";
import { adminOf, buildTestApp, repOf, type TestApp } from "../../test/harness";
import { type Routes, serveRoutes } from "../../test/routes";
import { FollowRelation } from "../contacts";
import { outreachConsole } from "./outreach.console";
import type { CareDay, CarePlan, CareTouch } from "./outreach.schema";

const TODAY = "2026-03-02";
const TOMORROW = addDaysTo(TODAY, 1);

let test: TestApp;
let routes: Routes;
beforeAll(async () => {
  test = await buildTestApp({ now: new Date("2026-03-02T02:00:00Z") });
  await buildMember(test.app, { userid: "m1", name: "周敏" });
  routes = serveRoutes(test.app, outreachConsole, adminOf(test.corpId));
});
afterAll(async () => {
  routes.close();
  await test.close();
});
beforeEach(() => routes.as(adminOf(test.corpId)));

describe("GET /care/plan", () => {
  it("tells who gets what, and who does not and why, by name", async () => {
    const externalUserid = await buildCareCustomer(test.app, { name: "王秀兰", userid: "m1" });
    const birthday = await plan(test.app, birthdayTouch(test.app, { externalUserid }));
    const push = await plan(test.app, newTouch(test.app, { externalUserid }));
    const { data: today } = await routes.get<{ data: CarePlan }>(`/care/plan?day=${TODAY}`);
    expect(today.touches.find((touch) => touch.id === birthday.touchId)).toMatchObject({
      kind: "birthday",
      status: "planned",
      customerName: "王秀兰",
      memberName: "周敏",
      text: "祝您生日快乐",
    });
    expect(today.skipped).toEqual([
      expect.objectContaining({
        touchId: push.touchId,
        kind: "knowledge",
        customerName: "王秀兰",
        reason: "daily_cap",
        reasonText: "当天已有其他关怀（生日祝福），为避免打扰，改到 3月3日",
        blockedBy: { touchId: birthday.touchId, kind: "birthday", title: "生日祝福" },
        movedTo: TOMORROW,
      }),
    ]);
    const { data: tomorrow } = await routes.get<{ data: CarePlan }>(`/care/plan?day=${TOMORROW}`);
    expect(tomorrow.touches).toMatchObject([{ id: push.touchId, reason: "daily_cap", targetDay: TODAY }]);
    expect(tomorrow.skipped).toEqual([]);
  });

  it("shows today without a day, and refuses what is no day", async () => {
    expect((await routes.get<{ data: CarePlan }>("/care/plan")).data.day).toBe(TODAY);
    await routes.get("/care/plan?day=2026-02-30", 422);
  });

  it("shows members only their own customers", async () => {
    const externalUserid = await buildCareCustomer(test.app, { userid: "m1" });
    const { touchId } = await plan(test.app, newTouch(test.app, { externalUserid, day: "2026-04-01" }));
    const idsFor = async (userid: string) => {
      routes.as(repOf(test.corpId, userid));
      const { data } = await routes.get<{ data: CarePlan }>("/care/plan?day=2026-04-01");
      return data.touches.map((touch) => touch.id);
    };
    expect(await idsFor("M1")).toContain(touchId); // userids know no case
    expect(await idsFor("m2")).toEqual([]);
    await routes.post(`/care/touches/${touchId}/cancel`, {}, 404);
  });

  it("counts the days of a range for the calendar", async () => {
    const externalUserid = await buildCareCustomer(test.app, { userid: "m1" });
    await plan(test.app, birthdayTouch(test.app, { externalUserid, day: "2026-05-01" }));
    await plan(test.app, newTouch(test.app, { externalUserid, day: "2026-05-01" }));
    const { data } = await routes.get<{ data: CareDay[] }>("/care/days?from=2026-05-01&to=2026-05-31");
    expect(data).toEqual([
      { day: "2026-05-01", planned: 1, waiting: 0, sent: 0, notDelivered: 0, moved: 1 },
      { day: "2026-05-02", planned: 1, waiting: 0, sent: 0, notDelivered: 0, moved: 0 },
    ]);
  });
});

describe("touches", () => {
  it("are listed by state and customer, page by page", async () => {
    const externalUserid = await buildCareCustomer(test.app, { userid: "m1" });
    const ids = [];
    for (let n = 0; n < 3; n += 1) {
      const useBy = addDaysTo(TODAY, 30);
      ids.unshift((await plan(test.app, newTouch(test.app, { externalUserid, useBy }))).touchId);
    }
    type Page = { data: CareTouch[]; nextCursor: string | null };
    const list = `/care/touches?externalUserid=${externalUserid}&status=planned,sent&limit=2`;
    const first = await routes.get<Page>(list);
    const second = await routes.get<Page>(`${list}&cursor=${first.nextCursor}`);
    expect([...first.data, ...second.data].map((touch) => touch.id)).toEqual(ids);
    expect(second.nextCursor).toBeNull();
    await routes.get("/care/touches?status=nonsense", 422);
  });

  it("are cancelled once, and not reminded of before they wait for a member", async () => {
    const externalUserid = await buildCareCustomer(test.app, { userid: "m1" });
    const { touchId } = await plan(test.app, newTouch(test.app, { externalUserid }));
    const refusal = await routes.post<{ error: { code: string } }>(`/care/touches/${touchId}/remind`, {}, 409);
    expect(refusal.error.code).toBe("outreach.not_awaiting");
    const { data } = await routes.post<{ data: CareTouch }>(`/care/touches/${touchId}/cancel`);
    expect(data).toMatchObject({ status: "cancelled", reasonText: "已由同事取消" });
    await routes.post(`/care/touches/${touchId}/cancel`, {}, 409);
  });
});

describe("names", () => {
  it("are the member's own remark first, the WeChat name second", async () => {
    const externalUserid = await buildCareCustomer(test.app, { name: "AA建材", userid: "m1" });
    await test.app.db
      .getRepository(FollowRelation)
      .update({ corpId: test.corpId, externalUserid, userid: "m1" }, { remark: "三楼李姐" });
    const { touchId } = await plan(test.app, birthdayTouch(test.app, { externalUserid }));
    const { data } = await routes.get<{ data: CarePlan }>(`/care/plan?day=${TODAY}`);
    expect(data.touches.find((touch) => touch.id === touchId)?.customerName).toBe("三楼李姐");
  });
});
