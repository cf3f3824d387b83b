import { buildCustomer, buildDepartment, buildMember } from "../../test/factories";
import { buildTestApp, type TestApp } from "../../test/harness";
import { serveAll, type TestWeb } from "../../test/signed-in";
import { createApiToken } from "../staff";

let test: TestApp;
let web: TestWeb;
let token: string;
const customers: string[] = [];

beforeAll(async () => {
  test = await buildTestApp();
  const { app, corpId } = test;
  await buildDepartment(app, {});
  await buildDepartment(app, { departmentId: 3, name: "售后部" });
  await buildMember(app, { userid: "lead", leaderOf: [2] });
  await buildMember(app, { userid: "giver", name: "周敏" });
  await buildMember(app, { userid: "near", name: "陈洁" });
  await buildMember(app, { userid: "busy", name: "孙涛" });
  await buildMember(app, { userid: "far", name: "何宇", departments: [3] });
  for (let n = 0; n < 3; n += 1) {
    const { contact } = await buildCustomer(app, { userid: "giver", name: `客户${n}` });
    customers.push(contact.externalUserid);
  }
  await buildCustomer(app, { userid: "busy" });
  token = await createApiToken(app, { corpId, name: "crm", role: "admin" });
  web = await serveAll(app);
});
afterAll(async () => {
  await web?.close();
  await test.close();
});

const bearer = () => `Bearer ${token}`;

describe("transfers over HTTP", () => {
  it("are ordered and listed by other systems; asking again starts nothing", async () => {
    const body = {
      kind: "on_job",
      handoverUserid: "giver",
      takeoverUserid: "near",
      externalUserids: customers.slice(0, 2),
    };
    const post = () => web.http.post("/api/v1/transfers").set("authorization", bearer()).send(body);
    const first = await post();
    expect(first.body).toMatchObject({ data: { accepted: 2, skipped: [] } });
    const second = await post();
    expect(second.body).toMatchObject({
      data: { orderId: null, accepted: 0, skipped: [{ reason: "running_elsewhere" }, { reason: "running_elsewhere" }] },
    });
    const list = await web.http.get("/api/v1/transfers?state=planned,started").set("authorization", bearer());
    expect(list.body.data).toHaveLength(2);
    expect(list.body.data[0]).toMatchObject({
      kind: "on_job",
      subject: "customer",
      from: { userid: "giver", name: "周敏" },
      to: { name: "陈洁" },
      state: "planned",
      orderedBy: { name: "crm" },
    });
    const none = await web.http.get("/api/v1/transfers?state=done").set("authorization", bearer());
    expect(none.body.data).toEqual([]);
    const page = await web.http.get("/api/v1/transfers?limit=1").set("authorization", bearer());
    expect(page.body.nextCursor).toEqual(expect.any(String));
    const rest = await web.http
      .get(`/api/v1/transfers?limit=1&cursor=${page.body.nextCursor}`)
      .set("authorization", bearer());
    expect(rest.body).toMatchObject({ nextCursor: null });
    expect(rest.body.data[0].id).not.toBe(page.body.data[0].id);
  });

  it("say what is wrong with a request", async () => {
    const send = (more: object) =>
      web.http
        .post("/api/v1/transfers")
        .set("authorization", bearer())
        .send({ kind: "on_job", handoverUserid: "giver", takeoverUserid: "near", externalUserids: customers, ...more });
    expect((await send({ message: "字".repeat(201) })).status).toBe(422);
    expect((await send({ kind: "other" })).status).toBe(422);
    expect((await send({ handoverUserid: "near" })).body.error.code).toBe("transfer.taker_is_giver");
    expect((await web.http.get("/api/v1/transfers?state=nothing").set("authorization", bearer())).status).toBe(422);
  });

  it("show a manager whom to give and who could take: the same department and the fewest customers first", async () => {
    const cookie = await web.cookieOf("lead");
    const get = async (path: string) => (await web.http.get(`/console/api${path}`).set("cookie", cookie)).body;
    const takers = await get("/transfers/takers?handoverUserid=giver");
    expect(takers.data.map((taker: { userid: string }) => taker.userid)).toEqual(["lead", "busy", "near"]);
    const candidates = await get("/transfers/candidates?kind=on_job&handoverUserid=giver");
    expect(candidates.data).toHaveLength(3);
    expect(
      candidates.data.find((row: { externalUserid: string }) => row.externalUserid === customers[2]),
    ).toMatchObject({
      running: false,
      recent: 0,
      possibleAt: null,
    });
    const found = await get("/transfers/candidates?kind=on_job&handoverUserid=giver&q=客户1");
    expect(found.data).toMatchObject([{ name: "客户1", running: true }]);
    expect((await get("/transfers/candidates?kind=on_job&handoverUserid=far")).error.code).toBe(
      "transfer.unknown_member",
    );
  });

  it("take everything of a member who changes places, but for what is on its way", async () => {
    const body = { kind: "on_job", handoverUserid: "giver", takeoverUserid: "busy", all: true };
    const answer = await web.http.post("/api/v1/transfers").set("authorization", bearer()).send(body);
    expect(answer.body.data).toMatchObject({ accepted: 1, skipped: [{}, {}] });
    const list = await web.http.get("/api/v1/transfers?userid=busy").set("authorization", bearer());
    expect(list.body.data).toMatchObject([{ subjectId: customers[2], to: { name: "孙涛" } }]);
  });

  it("are no business of a rep; the rep sees those that concern the own customers", async () => {
    const cookie = await web.cookieOf("near");
    const get = (path: string) => web.http.get(`/console/api${path}`).set("cookie", cookie);
    expect((await get("/transfers/leavers")).status).toBe(403);
    expect((await get("/transfers/candidates?kind=on_job&handoverUserid=near")).status).toBe(403);
    expect((await get("/transfers")).body.data).toHaveLength(2);
    const other = await web.http.get("/console/api/transfers").set("cookie", await web.cookieOf("far"));
    expect(other.body.data).toEqual([]);
  });
});
