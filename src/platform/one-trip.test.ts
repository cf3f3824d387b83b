import { randomUUID } from "node:crypto";
import { buildTestApp, type TestApp } from "../../test/harness";
import { DUPLICATE_KEY } from "./db";
import { OneTrip, StatementRefusedError } from "./one-trip";

describe("transactions in one round trip", () => {
  let test: TestApp;
  let trip: OneTrip;
  beforeAll(async () => {
    test = await buildTestApp();
    trip = new OneTrip(test.app.config.databaseUrl, 1);
  });
  afterAll(async () => {
    await trip.close();
    await test.close();
  });

  const lease = (name: string) => ({
    sql: "INSERT INTO leases (name, holder, expires_at) VALUES (?, 'x', ?)",
    params: [name, new Date("2026-03-02T02:00:00.123Z")],
  });
  const standing = (name: string) => test.app.db.query("SELECT * FROM leases WHERE name = ?", [name]);

  it("keeps all, with times in UTC", async () => {
    const name = randomUUID();
    await trip.transact([lease(name), { sql: "UPDATE leases SET holder = ? WHERE name = ?", params: ["; y?", name] }]);
    expect(await standing(name)).toMatchObject([{ holder: "; y?", expires_at: new Date("2026-03-02T02:00:00.123Z") }]);
  });

  it("keeps nothing when one is refused, and its connection is good for the next", async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    await trip.transact([lease(first)]);
    const refusal = await trip.transact([lease(second), lease(first)]).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(StatementRefusedError);
    expect(refusal).toMatchObject({ errno: DUPLICATE_KEY });
    expect(await standing(second)).toEqual([]);
    await trip.transact([lease(second)]);
    expect(await standing(second)).toHaveLength(1);
  });

  it("goes on after its connection was cut", async () => {
    const [{ id }] = await test.app.db.query("SELECT CONNECTION_ID() AS id");
    expect(Number(id)).toBeGreaterThan(0);
    const alone = new OneTrip(test.app.config.databaseUrl, 1);
    const name = randomUUID();
    await alone.transact([
      {
        sql: "INSERT INTO leases (name, holder, expires_at) SELECT ?, CONNECTION_ID(), UTC_TIMESTAMP(3)",
        params: [name],
      },
    ]);
    const [{ holder }] = await standing(name);
    await test.app.db.query("KILL ?", [Number(holder)]);
    await alone.transact([lease(randomUUID())]).catch(() => undefined);
    await alone.transact([lease(randomUUID())]);
    await alone.close();
  });
});
