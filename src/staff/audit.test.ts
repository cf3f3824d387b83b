import { adminOf, buildTestApp, type TestApp } from "../../test/harness";
import { inspectAuditChain, recordAudit, verifyAuditChain } from "./audit";
import { AuditEntry } from "./audit-entry.entity";
import { AuditHead } from "./audit-head.entity";

let test: TestApp;
beforeAll(async () => {
  test = await buildTestApp();
});
afterAll(() => test.close());

/** A chain of its own for each rule: nothing that was broken can be mended. */
let corps = 0;
async function chainOf(entries: number): Promise<string> {
  corps += 1;
  const corpId = `${test.corpId}-${corps}`;
  for (let n = 1; n <= entries; n += 1) {
    await recordAudit(test.app, adminOf(corpId), { action: "thread.read", subject: `t:${n}` });
  }
  return corpId;
}
const sql = (query: string, params: unknown[]) => test.app.db.query(query, params);
const inspect = async (corpId: string) => (await inspectAuditChain(test.app, corpId)).broken;

describe("the audit chain", () => {
  it("takes every entry, however many are written at once, and stays whole", async () => {
    const actor = adminOf(await chainOf(0));
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => recordAudit(test.app, actor, { action: "thread.read", subject: `t:${n}` })),
    );
    const entries = await test.app.db
      .getRepository(AuditEntry)
      .find({ where: { corpId: actor.corpId }, order: { position: "ASC" } });
    expect(entries.map((entry) => entry.position)).toEqual(Array.from({ length: 40 }, (_, n) => String(n + 1)));
    expect(await verifyAuditChain(test.app, actor.corpId)).toBeNull();
  });

  it("shows where an entry was changed, or taken out of the middle", async () => {
    const changed = await chainOf(4);
    await sql("UPDATE audit_entries SET subject = 't:other' WHERE corp_id = ? AND position = 3", [changed]);
    expect(await inspect(changed)).toEqual({ position: "3", reason: "changed" });
    const missing = await chainOf(4);
    await sql("DELETE FROM audit_entries WHERE corp_id = ? AND position = 2", [missing]);
    expect(await inspect(missing)).toEqual({ position: "2", reason: "missing" });
  });

  it("shows that the newest entries were cut off, all of them too", async () => {
    for (const kept of [2, 0]) {
      const corpId = await chainOf(4);
      await sql("DELETE FROM audit_entries WHERE corp_id = ? AND position > ?", [corpId, kept]);
      expect(await inspect(corpId)).toEqual({ position: String(kept + 1), reason: "truncated" });
    }
  });

  it("shows a head that was moved back or removed to hide it", async () => {
    const moved = await chainOf(4);
    const [entry] = await test.app.db.getRepository(AuditEntry).findBy({ corpId: moved, position: "2" });
    await sql("DELETE FROM audit_entries WHERE corp_id = ? AND position > 2", [moved]);
    await test.app.db.getRepository(AuditHead).update({ corpId: moved }, { position: "2", hash: entry!.hash });
    expect(await inspect(moved)).toEqual({ position: "2", reason: "head" });
    const removed = await chainOf(3);
    await sql("DELETE FROM audit_heads WHERE corp_id = ?", [removed]);
    expect(await inspect(removed)).toEqual({ position: "3", reason: "head" });
  });

  it("shows with an end written down elsewhere that both were put back to an earlier day", async () => {
    const corpId = await chainOf(2);
    const heads = test.app.db.getRepository(AuditHead);
    const early = await heads.findOneByOrFail({ corpId });
    await recordAudit(test.app, adminOf(corpId), { action: "chats.export", subject: "export:1" });
    const { end } = await inspectAuditChain(test.app, corpId);
    await sql("DELETE FROM audit_entries WHERE corp_id = ? AND position > 2", [corpId]);
    await heads.update({ corpId }, { position: early.position, hash: early.hash, signature: early.signature });
    expect(await inspect(corpId)).toBeNull();
    expect((await inspectAuditChain(test.app, corpId, end)).broken).toEqual({ position: "3", reason: "anchor" });
  });

  it("starts a head for a chain that is older than heads, and says from where on it vouches", async () => {
    const corpId = await chainOf(3);
    await sql("DELETE FROM audit_heads WHERE corp_id = ?", [corpId]);
    await recordAudit(test.app, adminOf(corpId), { action: "thread.read", subject: "t:4" });
    expect(await inspectAuditChain(test.app, corpId)).toMatchObject({ entries: 4, headSince: "3", broken: null });
  });
});
