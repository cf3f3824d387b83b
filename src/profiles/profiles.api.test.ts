import { buildCustomer, buildMember } from "../../test/factories";
import { buildTestApp, type TestApp } from "../../test/harness";
import { serveAll, type TestWeb } from "../../test/signed-in";
import { createApiToken } from "../staff";

describe("fields and dates over the API", () => {
  let test: TestApp;
  let web: TestWeb;
  beforeAll(async () => {
    test = await buildTestApp({ now: new Date("2026-03-02T02:00:00Z") });
    web = await serveAll(test.app);
  });
  afterAll(async () => {
    await web.close();
    await test.close();
  });

  it("are read and set with a token, within its member's customers", async () => {
    await buildMember(test.app, { userid: "rep1" });
    const mine = (await buildCustomer(test.app, { userid: "rep1" })).contact.externalUserid;
    const other = (await buildCustomer(test.app)).contact.externalUserid;
    const token = await createApiToken(test.app, { corpId: test.corpId, name: "crm", role: "rep", userid: "rep1" });
    const auth = { authorization: `Bearer ${token}` };
    const path = (id: string, rest: string) => `/api/v1/contacts/${id}/${rest}`;

    const fields = await web.http.get("/api/v1/profile-fields").set(auth).expect(200);
    expect(fields.body.data.map((field: { key: string }) => field.key)).toContain("device_model");
    const body = { version: 0, values: { device_model: "EG-300" } };
    const set = await web.http.put(path(mine, "fields")).set(auth).send(body).expect(200);
    expect(set.body.data.version).toBe(1);
    const read = await web.http.get(path(mine, "fields")).set(auth).expect(200);
    expect(read.body).toEqual(set.body);
    const stale = { version: 0, values: { device_model: "EG-500" } };
    const refused = await web.http.put(path(mine, "fields")).set(auth).send(stale).expect(409);
    expect(refused.body.error.code).toBe("profile_field.changed");

    const dates = { dates: [{ kind: "birthday", label: "女儿", calendar: "lunar", month: 1, day: 15 }] };
    const dated = await web.http.put(path(mine, "dates")).set(auth).send(dates).expect(200);
    expect(dated.body.data).toMatchObject([{ name: "女儿生日", nextOn: "2026-03-03", daysLeft: 1 }]);
    expect((await web.http.get(path(mine, "dates")).set(auth).expect(200)).body).toEqual(dated.body);

    for (const rest of ["fields", "dates"]) {
      await web.http.get(path(other, rest)).set(auth).expect(404);
      await web.http.get(path(mine, rest)).expect(401);
    }
    await web.http.put(path(other, "fields")).set(auth).send(body).expect(404);
    await web.http.put(path(other, "dates")).set(auth).send(dates).expect(404);
  });
});
