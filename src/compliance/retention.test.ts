import { archiveTexts } from "../../test/conversations";
import { buildCustomer, buildMember } from "../../test/factories";
import { adminOf, buildTestApp, type TestApp } from "../../test/harness";
import { holdsOn, placeHold, releaseHold } from "./holds";
import { advanceRetention, previewRetention, retainTonight, setRetention, startRetention } from "./retention";

let test: TestApp;
beforeEach(async () => {
  test = await buildTestApp({ now: new Date("2026-03-02T19:00:00Z") });
  await buildMember(test.app, { userid: "rep" });
});
afterEach(() => test.close());

const YEAR_MS = 365 * 86_400_000;
const ago = (years: number) => new Date(test.app.now().getTime() - years * YEAR_MS);
const fast = { budgetMs: 60_000, pauseMs: 0 };

/** A customer who wrote `old` messages four years ago and `young` last year. */
async function customerWith(old: number, young: number): Promise<string> {
  const { contact } = await buildCustomer(test.app, { userid: "rep" });
  const said = (n: number, at: Date, text: string) =>
    Array.from({ length: n }, (_, i) => ({
      from: contact.externalUserid,
      to: ["rep"],
      text: `${text} ${i}`,
      at: new Date(at.getTime() + i * 60_000),
    }));
  await archiveTexts(test.app, test.corpId, [...said(old, ago(4), "从前"), ...said(young, ago(1), "去年")]);
  return contact.externalUserid;
}

async function left(): Promise<{ messages: number; rows: number }> {
  const [row] = await test.app.db.query(
    `SELECT (SELECT COUNT(*) FROM messages WHERE corp_id = ?) AS messages,
            (SELECT COUNT(*) FROM archive_rows WHERE corp_id = ?) AS \`rows\``,
    [test.corpId, test.corpId],
  );
  return { messages: Number(row.messages), rows: Number(row.rows) };
}

async function run(): Promise<void> {
  await startRetention(test.app, test.corpId);
  expect(await advanceRetention(test.app, test.corpId, fast)).toBe("done");
}

describe("retention", () => {
  it("removes what is older than three years with its archive rows, and nothing younger", async () => {
    await customerWith(3, 2);
    const gone = await customerWith(4, 0);
    expect(await previewRetention(test.app, test.corpId, 1_095)).toMatchObject({
      messages: 7,
      threads: 2,
      archiveRows: 7,
    });
    await run();
    expect(await left()).toEqual({ messages: 2, rows: 2 });
    const [thread] = await test.app.db.query(
      "SELECT last_message_id, last_sent_at, last_customer_at FROM threads WHERE corp_id = ? AND external_userid = ?",
      [test.corpId, gone],
    );
    expect(thread).toEqual({ last_message_id: null, last_sent_at: null, last_customer_at: null });
    expect(await previewRetention(test.app, test.corpId, 1_095)).toMatchObject({ messages: 0, archiveRows: 0 });
  });

  it("takes large conversations apart in small transactions and goes on where it was stopped", async () => {
    await customerWith(1_200, 1);
    await startRetention(test.app, test.corpId);
    expect(await advanceRetention(test.app, test.corpId, { budgetMs: 0, pauseMs: 0 })).toBe("running");
    expect(await left()).toEqual({ messages: 701, rows: 701 });
    // Another process, after the first one died.
    expect(await advanceRetention(test.app, test.corpId, fast)).toBe("done");
    expect(await left()).toEqual({ messages: 1, rows: 1 });
    const [count] = await test.app.db.query("SELECT messages, state FROM retention_runs WHERE corp_id = ?", [
      test.corpId,
    ]);
    expect(count).toEqual({ messages: "1200", state: "done" });
  });

  it("removes each message once when two run it at the same time", async () => {
    await customerWith(900, 0);
    await startRetention(test.app, test.corpId);
    await Promise.all([advanceRetention(test.app, test.corpId, fast), advanceRetention(test.app, test.corpId, fast)]);
    const [count] = await test.app.db.query("SELECT messages FROM retention_runs WHERE corp_id = ?", [test.corpId]);
    expect([await left(), count.messages]).toEqual([{ messages: 0, rows: 0 }, "900"]);
  });

  it.each(["customer", "thread", "member"] as const)(
    "keeps what a hold on the %s protects, until it ends",
    async (kind) => {
      const externalUserid = await customerWith(3, 1);
      const [thread] = await test.app.db.query("SELECT id FROM threads WHERE corp_id = ? AND external_userid = ?", [
        test.corpId,
        externalUserid,
      ]);
      await buildMember(test.app, { userid: "other" });
      await archiveTexts(test.app, test.corpId, [{ from: "other", to: ["wmUnheld"], text: "无关", at: ago(4) }]);
      const subjectId = { customer: externalUserid, thread: thread.id, member: "rep" }[kind];
      const actor = adminOf(test.corpId);
      const hold = await placeHold(test.app, actor, { kind, subjectId, reason: "诉讼 2026-17", untilDay: null });
      expect((await holdsOn(test.app, { corpId: test.corpId, externalUserid })).map(({ id }) => id)).toEqual([hold.id]);
      expect(await previewRetention(test.app, test.corpId, 1_095)).toMatchObject({
        messages: 1,
        heldMessages: 3,
        heldThreads: 1,
      });
      await run();
      expect((await left()).messages).toBe(4);
      await releaseHold(test.app, actor, hold.id);
      test.clock.set(new Date(test.app.now().getTime() + 86_400_000));
      await run();
      expect((await left()).messages).toBe(1);
    },
  );

  it("lets a hold end with its last day", async () => {
    const externalUserid = await customerWith(2, 0);
    await placeHold(test.app, adminOf(test.corpId), {
      kind: "customer",
      subjectId: externalUserid,
      reason: "投诉核查",
      untilDay: "2026-03-03",
    });
    await run();
    expect((await left()).messages).toBe(2);
    test.clock.set(new Date("2026-03-03T19:00:00Z"));
    await run();
    expect((await left()).messages).toBe(0);
  });

  it("follows the corp's own setting, at once when it is made longer, and keeps for ever when asked to", async () => {
    await customerWith(2, 0);
    await startRetention(test.app, test.corpId);
    await setRetention(test.app, adminOf(test.corpId), null);
    expect(await advanceRetention(test.app, test.corpId, fast)).toBe("done");
    test.clock.set(new Date(test.app.now().getTime() + 86_400_000));
    expect(await startRetention(test.app, test.corpId)).toBeNull();
    expect((await left()).messages).toBe(2);
    await setRetention(test.app, adminOf(test.corpId), 90);
    await run();
    expect((await left()).messages).toBe(0);
  });

  it("runs once a night, and not by day", async () => {
    await customerWith(1, 0);
    test.clock.set(new Date("2026-03-03T04:00:00Z")); // noon in Shanghai
    await retainTonight(test.app);
    expect((await left()).messages).toBe(1);
    test.clock.set(new Date("2026-03-03T19:00:00Z")); // 03:00
    await retainTonight(test.app);
    await retainTonight(test.app);
    expect((await left()).messages).toBe(0);
    const runs = await test.app.db.query("SELECT day, state FROM retention_runs WHERE corp_id = ?", [test.corpId]);
    expect(runs).toEqual([{ day: "2026-03-04", state: "done" }]);
  });

  it("ages parked rows by their pull, and keeps them while anything is held", async () => {
    await test.app.db.query(
      `INSERT INTO archive_rows (corp_id, seq, msgid, publickey_ver, random_key, ciphertext, state, reason, pulled_at) VALUES ?`,
      [
        [
          [test.corpId, 1, "parked-old", 1, "k", "c", "parked", "key_missing", ago(4)],
          [test.corpId, 2, "parked-new", 1, "k", "c", "parked", "key_missing", ago(1)],
        ],
      ],
    );
    const hold = await placeHold(test.app, adminOf(test.corpId), {
      kind: "member",
      subjectId: "rep",
      reason: "核查",
      untilDay: null,
    });
    await run();
    expect((await left()).rows).toBe(2);
    await releaseHold(test.app, adminOf(test.corpId), hold.id);
    test.clock.set(new Date(test.app.now().getTime() + 86_400_000));
    await run();
    expect((await left()).rows).toBe(1);
  });

  it("takes no hold on somebody unknown: it would protect nothing", async () => {
    for (const [kind, subjectId] of [
      ["customer", "wmNobody"],
      ["member", "nobody"],
      ["thread", "999999"],
      ["thread", "x"],
    ] as const) {
      await expect(
        placeHold(test.app, adminOf(test.corpId), { kind, subjectId, reason: "核查", untilDay: null }),
      ).rejects.toMatchObject({ code: "compliance.subject_unknown" });
    }
  });
});
