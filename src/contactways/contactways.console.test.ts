import { buildMember } from "../../test/factories";
import { adminOf, buildTestApp, repOf, type TestApp } from "../../test/harness";
import { type Routes, serveRoutes } from "../../test/routes";
import { serveAll, type TestWeb } from "../../test/signed-in";
import { createApiToken } from "../staff";
import { contactwaysConsole } from "./contactways.console";
import type { WayChoices, WayDetail, WayRow } from "./contactways.schema";

const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

let test: TestApp;
let web: TestWeb;
let routes: Routes;
beforeAll(async () => {
  test = await buildTestApp({ sandbox: true });
  await buildMember(test.app, { userid: "m1", name: "周敏" });
  await buildMember(test.app, { userid: "m3", name: "不接待", contactEnabled: false });
  routes = serveRoutes(test.app, contactwaysConsole, adminOf(test.corpId));
  web = await serveAll(test.app);
});
afterAll(async () => {
  routes.close();
  await web.close();
  await test.close();
});

const make = async (name: string) =>
  (await routes.post<{ data: WayDetail }>("/contactways", { name, userids: ["m1"] }, 201)).data;

it("makes a code, shows it and lists it with its figures", async () => {
  const made = await make("包装卡");
  expect(made).toMatchObject({ status: "live", members: [{ userid: "m1", name: "周敏" }], added: 0 });
  expect(made.state.length).toBeLessThanOrEqual(30);
  expect(made.days).toHaveLength(30);
  const { data } = await routes.get<{ data: WayRow[] }>("/contactways");
  expect(data.map((row) => row.id)).toContain(made.id);
});

it("hands out the picture as a file", async () => {
  const { id } = await make("公众号菜单");
  const cookie = await web.cookieOf("m1");
  const answer = await web.http.get(`/console/api/contactways/${id}/qr`).set("cookie", cookie);
  expect(answer.status).toBe(200);
  expect(answer.headers["content-type"]).toMatch(/^image\//);
  expect(decodeURIComponent(answer.headers["content-disposition"] ?? "")).toContain("公众号菜单.");
});

it("uploads a picture whose address the welcome may use", async () => {
  const image = { filename: "店.png", contentType: "image/png", base64: PIXEL };
  const { data } = await routes.post<{ data: { url: string } }>("/contactways/images", image);
  const welcome = { text: "", attachments: [{ msgtype: "image", image: { pic_url: data.url } }] };
  await routes.post("/contactways", { name: "带图", userids: ["m1"], welcome }, 201);
});

it("offers only members who can be added", async () => {
  const { data } = await routes.get<{ data: WayChoices }>("/contactways/choices");
  expect(data.members).toEqual([{ userid: "m1", name: "周敏" }]);
});

it("refuses reps, codes that lead to nobody, and what another corp owns", async () => {
  await routes.post("/contactways", { name: "空" }, 422);
  const { id } = await make("只读");
  const rep = routes.as(repOf(test.corpId, "m1"));
  await rep.get(`/contactways/${id}`);
  await rep.post("/contactways", { name: "越权", userids: ["m1"] }, 403);
  routes.as(adminOf("wwelsewhere"));
  await routes.get(`/contactways/${id}`, 404);
  routes.as(adminOf(test.corpId));
});

it("is open to other systems: make, list, change, delete", async () => {
  const token = await createApiToken(test.app, { corpId: test.corpId, name: "海报", role: "admin" });
  const call = (method: "get" | "post" | "put" | "delete", path: string) =>
    web.http[method](`/api/v1/contact-ways${path}`).set("authorization", `Bearer ${token}`);
  const content = { name: "接口建的", userids: ["m1"] };
  const made = await call("post", "").send(content);
  expect(made.body.data).toMatchObject({ name: "接口建的", status: "live", version: 1 });
  const { id } = made.body.data;
  const taken = await call("post", "").send(content);
  expect([taken.status, taken.body.error.code]).toEqual([409, "contactway.name_taken"]);
  const changed = await call("put", `/${id}`).send({ content: { ...content, name: "改了名" }, version: 1 });
  expect(changed.body.data).toMatchObject({ name: "改了名", version: 2 });
  const stale = await call("put", `/${id}`).send({ content, version: 1 });
  expect([stale.status, stale.body.error.code]).toEqual([409, "contactway.changed"]);
  expect((await call("get", "")).body.data.map((row: WayRow) => row.name)).toContain("改了名");
  expect((await call("delete", `/${id}`)).status).toBe(200);
  expect((await call("get", `/${id}`)).body.data).toMatchObject({ status: "deleted" });
});
