import { buildCustomer, buildMember, uniqueId } from "../../test/factories";
import { buildTestApp, type TestApp } from "../../test/harness";
import { serveAll, type TestWeb } from "../../test/signed-in";
import { capabilities } from "../capabilities";
import { hashToken } from "../platform/secrets";
import { createApiToken, Member, type Role } from "../staff";
import { ApiToken } from "../staff/api-token.entity";

let test: TestApp;
let web: TestWeb;
const tokens = {} as Record<Role, string>;
const customers: string[] = [];

beforeAll(async () => {
  test = await buildTestApp({ env: { EVERGREEN_ADMINS: "boss" } });
  const { app, corpId } = test;
  await buildMember(app, { userid: "boss" });
  await buildMember(app, { userid: "rep1", departments: [2] });
  await buildMember(app, { userid: "rep2", departments: [3] });
  await buildMember(app, { userid: "lead2", departments: [2], leaderOf: [2] });
  for (let n = 0; n < 23; n += 1) {
    const { contact } = await buildCustomer(app, {
      externalUserid: uniqueId("wm"),
      userid: n % 2 ? "rep1" : "rep2",
      // Ties of time are told apart by the second part of the cursor.
      lastActivityAt: new Date(Date.UTC(2026, 1, 1 + (n % 5))),
    });
    customers.push(contact.externalUserid);
  }
  tokens.admin = await createApiToken(app, { corpId, name: "erp", role: "admin" });
  tokens.manager = await createApiToken(app, { corpId, name: "bi", role: "manager", userid: "lead2" });
  tokens.rep = await createApiToken(app, { corpId, name: "pad", role: "rep", userid: "rep1" });
  web = await serveAll(app);
});
afterAll(async () => {
  await web?.close();
  await test.close();
});

const get = (path: string, token: string) => web.http.get(`/api/v1${path}`).set("authorization", `Bearer ${token}`);
const countFor = async (token: string) => (await get("/contacts?limit=100", token)).body.data.length;

describe("the archive's status", () => {
  it("tells any token how far the archive is, and nobody without one", async () => {
    const { body, status } = await get("/archive/status", tokens.rep);
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ corpId: test.corpId, seq: "0", rows: 0, parked: [], lastSuccessAt: null });
    expect((await web.http.get("/api/v1/archive/status")).status).toBe(401);
  });
});

describe("tokens", () => {
  it("see what their role and member see", async () => {
    expect(await countFor(tokens.admin)).toBe(23);
    expect(await countFor(tokens.manager)).toBe(11); // Department 2: rep1.
    expect(await countFor(tokens.rep)).toBe(11);
    expect((await get(`/contacts/${customers[0]}`, tokens.rep)).status).toBe(404);
    expect((await get(`/contacts/${customers[1]}`, tokens.rep)).status).toBe(200);
  });

  it("of a rep or manager without a member see no customer; a name that is a userid means that member", async () => {
    const { app, corpId } = test;
    for (const role of ["rep", "manager"] as const) {
      expect(await countFor(await createApiToken(app, { corpId, name: "till", role }))).toBe(0);
    }
    expect(await countFor(await createApiToken(app, { corpId, name: "rep2", role: "rep" }))).toBe(12);
  });

  it("are not made for members nobody knows, nor with a name that is too long", async () => {
    const { app, corpId } = test;
    await expect(createApiToken(app, { corpId, name: "x", role: "rep", userid: "nobody" })).rejects.toMatchObject({
      code: "token.unknown_member",
    });
    await expect(createApiToken(app, { corpId, name: "名".repeat(60), role: "admin" })).rejects.toMatchObject({
      code: "token.invalid_name",
    });
    await expect(createApiToken(app, { corpId, name: " ", role: "admin" })).rejects.toMatchObject({
      code: "token.invalid_name",
    });
  });

  it("are kept as hashes, note their use, and end when revoked or when their member leaves", async () => {
    const { app, corpId } = test;
    const token = await createApiToken(app, { corpId, name: "short-lived", role: "rep", userid: "rep1" });
    expect(token).toMatch(/^egt_[\w-]{43}$/);
    const repository = app.db.getRepository(ApiToken);
    const where = { tokenHash: hashToken(token) };
    expect((await get("/tags", token)).status).toBe(200);
    expect((await repository.findOneByOrFail(where)).lastUsedAt).toBeInstanceOf(Date);
    await app.db.getRepository(Member).update({ corpId, userid: "rep1" }, { status: "left" });
    expect((await get("/tags", token)).status).toBe(401);
    await app.db.getRepository(Member).update({ corpId, userid: "rep1" }, { status: "active" });
    expect((await get("/tags", token)).status).toBe(200);
    await repository.update(where, { revokedAt: new Date() });
    expect((await get("/tags", token)).status).toBe(401);
  });

  it("never have more than their member has now", async () => {
    const { app, corpId } = test;
    const { userid } = await buildMember(app, { departments: [2], leaderOf: [2] });
    const token = await createApiToken(app, { corpId, name: "former-lead", role: "manager", userid });
    expect(await countFor(token)).toBe(11);
    await app.db.getRepository(Member).update({ corpId, userid }, { leaderOf: [] });
    expect(await countFor(token)).toBe(0);
  });

  it("do not open the console, and sessions do not open the API", async () => {
    const withToken = await web.http.get("/console/api/me").set("authorization", `Bearer ${tokens.admin}`);
    expect(withToken.status).toBe(401);
    const withCookie = await web.http.get("/api/v1/tags").set("cookie", await web.cookieOf("boss"));
    expect(withCookie.status).toBe(401);
  });
});

describe("errors", () => {
  const shape = { error: { code: expect.stringMatching(/^[a-z]+(\.[a-z_]+)?$/), message: expect.any(String) } };

  it("have one shape: 401", async () => {
    for (const header of ["", "Bearer", "Bearer egt_unknown", `Basic ${tokens.admin}`, `Bearer ${tokens.admin} x`]) {
      const answer = await web.http.get("/api/v1/contacts").set("authorization", header);
      expect(answer.status).toBe(401);
      expect(answer.headers["www-authenticate"]).toBe("Bearer");
      expect(answer.body).toMatchObject(shape);
    }
  });

  it("take the scheme's name in any case, as HTTP says", async () => {
    const answer = await web.http.get("/api/v1/tags").set("authorization", `bearer ${tokens.admin}`);
    expect(answer.status).toBe(200);
  });

  it("have one shape: 404 for a path and for a thing", async () => {
    for (const path of ["/nope", "/contacts/wmNOBODY", "/contacts/wmNOBODY/timeline"]) {
      const answer = await get(path, tokens.admin);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.body).toMatchObject(shape);
    }
  });

  it("have one shape: 422 with what is wrong where", async () => {
    for (const path of ["/contacts?limit=0", "/contacts?limit=1000", "/contacts?stage=nope", "/contacts?cursor=!!"]) {
      const answer = await get(path, tokens.admin);
      expect([path, answer.status]).toEqual([path, 422]);
      expect(answer.body).toMatchObject(shape);
    }
    const limit = await get("/contacts?limit=0", tokens.admin);
    expect(limit.body.error.details).toMatchObject({ where: "query", issues: [{ path: "limit" }] });
    const body = await web.http
      .post(`/api/v1/contacts/${customers[0]}/tags`)
      .set("authorization", `Bearer ${tokens.admin}`)
      .send({ add: "not a list" });
    expect([body.status, body.body.error.details.where]).toEqual([422, "body"]);
  });

  it("take a cursor that was tampered with for an unknown one", async () => {
    for (const values of [
      [],
      ["x"],
      [null, null],
      [{}],
      "x",
      [1, 2, 3, 4, 5],
      ["2026-02-01T00:00:00.000Z", "1 OR 1=1"],
    ]) {
      const cursor = Buffer.from(JSON.stringify(values)).toString("base64url");
      const answer = await get(`/contacts?cursor=${cursor}`, tokens.admin);
      expect([values, answer.status, answer.body.error?.code]).toEqual([values, 422, "request.invalid_cursor"]);
    }
  });

  it("have one shape: 413, and 400 for what is not JSON", async () => {
    const post = (body: string) =>
      web.http
        .post(`/api/v1/contacts/${customers[0]}/tags`)
        .set("authorization", `Bearer ${tokens.admin}`)
        .set("content-type", "application/json")
        .send(body);
    const large = await post(JSON.stringify({ add: ["x".repeat(1_100_000)] }));
    expect([large.status, large.body.error.code]).toEqual([413, "request.too_large"]);
    for (const text of ["{", '"text"', "{'add': []}"]) {
      const bad = await post(text);
      expect([text, bad.status, bad.body.error.code]).toEqual([text, 400, "request.not_json"]);
    }
  });
});

it("finds a customer by unionid and by the state that brought it", async () => {
  const [one, other] = customers;
  await test.app.db.query("UPDATE external_contacts SET unionid = 'oONE' WHERE corp_id = ? AND external_userid = ?", [
    test.corpId,
    one,
  ]);
  await test.app.db.query("UPDATE follow_relations SET state = 'store12' WHERE corp_id = ? AND external_userid = ?", [
    test.corpId,
    other,
  ]);
  const ids = async (query: string) =>
    (await get(`/contacts?${query}`, tokens.admin)).body.data.map(
      (row: { externalUserid: string }) => row.externalUserid,
    );
  expect(await ids("unionid=oONE")).toEqual([one]);
  expect(await ids("state=store12")).toEqual([other]);
  expect(await ids("unionid=oONE&state=store12")).toEqual([]);
});

it("pages through a list without loss or repeat, while others are active", async () => {
  const seen: string[] = [];
  let cursor: string | null = "";
  let pages = 0;
  while (cursor !== null) {
    const page = await get(`/contacts?limit=5${cursor && `&cursor=${cursor}`}`, tokens.admin);
    seen.push(...page.body.data.map((row: { externalUserid: string }) => row.externalUserid));
    cursor = page.body.nextCursor;
    pages += 1;
  }
  expect(pages).toBe(5);
  expect([...seen].sort()).toEqual([...customers].sort());
});

it("describes itself as OpenAPI 3.1, each operation with what it checks", async () => {
  const answer = await web.http.get("/api/v1/openapi.json");
  expect(answer.status).toBe(200);
  const description = answer.body;
  expect(description).toMatchObject({
    openapi: expect.stringMatching(/^3\.1\.\d$/),
    info: { title: expect.any(String), version: expect.any(String) },
    servers: [{ url: "/api/v1" }],
    components: { securitySchemes: { bearer: { type: "http", scheme: "bearer" } } },
  });
  const routes = capabilities.flatMap((capability) => capability.apiRoutes ?? []);
  expect(routes.length).toBeGreaterThan(0);
  const described = Object.entries<Record<string, unknown>>(description.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method} ${path}`),
  );
  expect(described.sort()).toEqual(
    routes.map((route) => `${route.method} ${route.path.replace(/:(\w+)/g, "{$1}")}`).sort(),
  );
  const operationIds = new Set<string>();
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    const operation = description.paths[path][route.method];
    const named = (where: string) =>
      operation.parameters
        .filter((parameter: { in: string }) => parameter.in === where)
        .map((parameter: { name: string }) => parameter.name)
        .sort();
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    expect([path, named("path")]).toEqual([path, inPath.sort()]);
    expect([path, named("query")]).toEqual([path, Object.keys(route.query?.shape ?? {}).sort()]);
    for (const parameter of operation.parameters) {
      expect([path, parameter.name, typeof parameter.schema]).toEqual([path, parameter.name, "object"]);
      if (parameter.in === "path") expect(parameter.required).toBe(true);
    }
    expect([path, Boolean(operation.requestBody)]).toEqual([path, Boolean(route.body)]);
    expect(operation.responses["200"].content["application/json"].schema).toMatchObject({ type: "object" });
    expect(operation.responses.default.content["application/json"].schema).toEqual({
      $ref: "#/components/schemas/Error",
    });
    operationIds.add(operation.operationId);
  }
  expect(operationIds.size).toBe(routes.length);
  expect(operationIds.has(undefined as never)).toBe(false);
  // Every reference leads somewhere.
  for (const [, pointer] of JSON.stringify(description).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const target = pointer!
      .split("/")
      .reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], description);
    expect([pointer, typeof target]).toEqual([pointer, "object"]);
  }
  // A query parameter with a default may be left out.
  const limit = description.paths["/contacts"].get.parameters.find((one: { name: string }) => one.name === "limit");
  expect(limit).toMatchObject({ required: false, schema: { default: 50 } });
});
