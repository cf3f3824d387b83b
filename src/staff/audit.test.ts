import { adminOf, buildTestApp, type TestApp } from "../../test/harness";
import { recordAudit, verifyAuditChain } from "./audit";
import { AuditEntry } from "./audit-entry.entity";

let test: TestApp;
beforeAll(async () => {
  test = await buildTestApp();
}, 30_000);
afterAll(() => test.close());

const entries = () =>
  test.app.db.getRepository(AuditEntry).find({ where: { corpId: test.corpId }, order: { position: "ASC" } });

describe("the audit chain", () => {
  it("takes every entry, however many are written at once, and stays whole", async () => {
    const actor = adminOf(test.corpId);
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => recordAudit(test.app, actor, { action: "thread.read", subject: `t:${n}` })),
    );
    expect((await entries()).map((entry) => entry.position)).toEqual(
      Array.from({ length: 40 }, (_, n) => String(n + 1)),
    );
    expect(await verifyAuditChain(test.app, test.corpId)).toBeNull();
  });

  it("shows where an entry was changed or taken out", async () => {
    const [, second, third] = await entries();
    await test.app.db.query("UPDATE audit_entries SET subject = 't:other' WHERE id = ?", [third!.id]);
    expect(await verifyAuditChain(test.app, test.corpId)).toBe("3");
    await test.app.db.query("DELETE FROM audit_entries WHERE id = ?", [second!.id]);
    expect(await verifyAuditChain(test.app, test.corpId)).toBe("2");
  });
});
