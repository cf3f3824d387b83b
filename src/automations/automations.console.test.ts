import { buildMember } from "../../test/factories";
import { adminOf, buildTestApp, repOf, type TestApp } from "../../test/harness";
import { type Routes, serveRoutes } from "../../test/routes";
import { automationsConsole } from "./automations.console";
import type { AutomationRow } from "./automations.schema";

let test: TestApp;
let routes: Routes;
beforeAll(async () => {
  test = await buildTestApp();
  await buildMember(test.app, { userid: "m1" });
  routes = serveRoutes(test.app, automationsConsole, adminOf(test.corpId));
});
afterAll(async () => {
  routes.close();
  await test.close();
});
beforeEach(() => routes.as(adminOf(test.corpId)));

const list = async () => (await routes.get<{ data: AutomationRow[] }>("/automations")).data;

describe("automations", () => {
  it("are there from the start, as sentences", async () => {
    const rows = await list();
    expect(rows.map((row) => row.key)).toEqual(["birthday", "knowledge_push", "keyword_tags"]);
    expect(rows[0]).toMatchObject({
      name: "生日祝福",
      status: "active",
      sentence: "客户生日当天 09:00，由负责人发送一条关怀，最晚推迟 1 天",
      counts: { planned: 0, waiting: 0, sent: 0 },
      lastRun: null,
    });
  });

  it("are paused and resumed by managers, not by reps", async () => {
    const [birthday] = await list();
    const { data } = await routes.post<{ data: AutomationRow }>(`/automations/${birthday!.id}/pause`);
    expect(data.status).toBe("paused");
    await routes.as(repOf(test.corpId, "m1")).post(`/automations/${birthday!.id}/resume`, {}, 403);
    await routes.as(adminOf(test.corpId)).post(`/automations/${birthday!.id}/resume`);
    expect((await list())[0]?.status).toBe("active");
    await routes.post("/automations/999999999/pause", {}, 404);
  });

  it("refuses a push of what does not exist", async () => {
    await routes.post("/knowledge/articles/999999999/push", { tagId: "et1" }, 404);
    await routes.post("/knowledge/articles/1/push", {}, 422);
  });
});
