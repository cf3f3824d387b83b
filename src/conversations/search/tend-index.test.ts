import { buildMember } from "../../../test/factories";
import { adminOf, buildTestApp, type TestApp } from "../../../test/harness";
import { Conversation } from "../../../test/search";
import { removeMessages } from "../remove-messages";
import { mergeSegments } from "./merge-segments";
import { removedIds } from "./purge-removed";
import { continueRebuild, startRebuild } from "./rebuild-index";
import { searchMessages } from "./search-messages";
import { readSegments } from "./segment-rows";
import { tendIndex } from "./tend-index";
import { unindexMessages } from "./unindex-messages";

let test: TestApp;
let talk: Conversation;
const words = ["滤芯", "价格", "ab12", "x", "芯价", "什么时候"];

async function begin(env: Record<string, string> = {}): Promise<void> {
  test = await buildTestApp({ env });
  talk = new Conversation(test);
  await buildMember(test.app, { userid: "lin.mei" });
}
afterEach(() => test.close());

async function expectComplete(): Promise<void> {
  for (const word of words) expect([word, await talk.find(word)]).toEqual([word, await talk.scan(word)]);
}

const rows = (count: number, salt: number) =>
  Array.from({ length: count }, (_, i) => {
    const text = `${words[(i * 7 + salt) % words.length]} ${words[(i * 3 + salt) % 5]}${i}`;
    // Pages overlap in time, as they do when rows come late.
    return talk.row(text, {
      from: `wm${i % 9}`,
      atMs: Date.parse("2026-01-01") + ((i * 7_919 + salt * 31) % 5_000) * 1_000,
    });
  });
const live = () => readSegments(test.app.db, test.corpId, "state = 'live'");

async function pageRows(): Promise<number> {
  const [row]: { n: string }[] = await test.app.db.query(
    "SELECT COUNT(*) AS n FROM message_index_pages WHERE corp_id = ?",
    [test.corpId],
  );
  return Number(row?.n);
}

/** As if all searches that ran during merges were long over. */
async function sweep(): Promise<void> {
  await test.app.db.query(
    "UPDATE message_index_segments SET changed_at = changed_at - INTERVAL 1 HOUR WHERE corp_id = ?",
    [test.corpId],
  );
  await tendIndex(test.app, test.corpId);
}

describe("upkeep", () => {
  it("gathers what waits and merges segments without losing, doubling or reordering a message", async () => {
    await begin();
    for (let page = 0; page < 9; page += 1) await talk.store(rows(100, page));
    for (let page = 0; page < 20; page += 1) await talk.store(rows(5, page));
    await expectComplete();
    await tendIndex(test.app, test.corpId);
    const segments = await live();
    expect(segments.reduce((sum, segment) => sum + segment.docs, 0)).toBe(1_000);
    expect(segments.length).toBeLessThan(5);
    await expectComplete();
    await sweep();
    expect(await readSegments(test.app.db, test.corpId, "state <> 'live'")).toEqual([]);
    await expectComplete();
  });

  it("cuts long lists into pages and puts them together again when segments grow", async () => {
    await begin();
    for (let page = 0; page < 3; page += 1) await talk.store(rows(4_000, page));
    const segments = await live();
    await mergeSegments(test.app, test.corpId, segments.slice(0, 2), "live", new Set());
    await mergeSegments(test.app, test.corpId, await live(), "live", new Set());
    expect((await live()).map((segment) => segment.docs)).toEqual([12_000]);
    const found = await searchMessages(test.app, adminOf(test.corpId), { q: "滤芯", limit: 100 });
    expect(found.data.map((hit) => hit.msgid)).toEqual((await talk.scan("滤芯")).slice(0, 100));
    const rare = await searchMessages(test.app, adminOf(test.corpId), { q: "时候 ab123999", limit: 100 });
    expect(rare.data.map((hit) => hit.msgid)).toEqual(await talk.scan("时候 ab123999"));
  });

  it("is done by one at a time", async () => {
    await begin();
    for (let page = 0; page < 8; page += 1) await talk.store(rows(70, page));
    const done = await Promise.all([1, 2, 3].map(() => tendIndex(test.app, test.corpId)));
    expect(done.filter(Boolean)).toHaveLength(1);
    await expectComplete();
  });

  it("stops after a step when its time is over, and goes on the next time", async () => {
    await begin();
    for (let page = 0; page < 17; page += 1) await talk.store(rows(64, page));
    await tendIndex(test.app, test.corpId, { forMs: 0 });
    expect(await live()).toHaveLength(17);
    await tendIndex(test.app, test.corpId);
    expect(await live()).toHaveLength(3);
    await expectComplete();
  });

  it("clears away what a builder left that died, and its pages", async () => {
    await begin();
    await talk.store(rows(100, 1));
    const before = await pageRows();
    await test.app.db.query(
      `INSERT INTO message_index_segments (corp_id, state, key_id, docs, first_at, last_at, min_message_id, max_message_id, directory, changed_at)
       SELECT corp_id, 'building', key_id, docs, first_at, last_at, min_message_id, max_message_id, '', changed_at
       FROM message_index_segments WHERE corp_id = ?`,
      [test.corpId],
    );
    const [left] = await readSegments(test.app.db, test.corpId, "state = 'building'");
    await test.app.db.query("INSERT INTO message_index_pages VALUES (?, ?, 0, 'x')", [test.corpId, left!.id]);
    await tendIndex(test.app, test.corpId);
    await sweep();
    expect([await readSegments(test.app.db, test.corpId, "state <> 'live'"), await pageRows()]).toEqual([[], before]);
    await expectComplete();
  });

  it("drops deleted messages from the pages too", async () => {
    await begin();
    await talk.store(rows(300, 1));
    const gone = await searchMessages(test.app, adminOf(test.corpId), { q: "滤芯", limit: 30 });
    const ids = gone.data.map((hit) => hit.messageId);
    await removeMessages(test.app, test.corpId, ids, "erasure");
    await expectComplete();
    expect((await live())[0]?.docs).toBe(300);
    await tendIndex(test.app, test.corpId, { purge: true });
    expect((await live())[0]?.docs).toBe(270);
    await expectComplete();
    // All of them: no segment is left.
    const rest: { id: string }[] = await test.app.db.query("SELECT id FROM messages WHERE corp_id = ?", [test.corpId]);
    await removeMessages(
      test.app,
      test.corpId,
      rest.map(({ id }) => id),
      "retention",
    );
    await tendIndex(test.app, test.corpId, { purge: true });
    await sweep();
    expect([await live(), await pageRows()]).toEqual([[], 0]);
  });
});

/** Long enough for what was begun to come up against a lock; if it did not, nothing was shown and nothing fails. */
const comeAgainstLock = () => new Promise((resolve) => setTimeout(resolve, 300));

describe("upkeep beside others", () => {
  it("keeps the page that is stored in the moment a rebuild begins", async () => {
    await begin();
    await talk.store(rows(100, 1));
    let starting: Promise<void> | undefined;
    await test.app.db.transaction(async (tx) => {
      await tx.query("SELECT id FROM message_index_segments WHERE corp_id = ? FOR UPDATE", [test.corpId]);
      starting = startRebuild(test.app, test.corpId);
      await comeAgainstLock();
      await talk.store(rows(100, 2));
    });
    await starting;
    await tendIndex(test.app, test.corpId);
    await expectComplete();
  });

  it("still knows of a deletion that was committed while others were cleared away", async () => {
    await begin();
    await talk.store(rows(100, 1));
    const [late, early] = (await searchMessages(test.app, adminOf(test.corpId), { q: "滤芯", limit: 2 })).data;
    let tending: Promise<boolean> | undefined;
    await test.app.db.transaction(async (tx) => {
      await unindexMessages(test.app, tx, test.corpId, [{ id: late!.messageId }]);
      await removeMessages(test.app, test.corpId, [early!.messageId], "erasure");
      tending = tendIndex(test.app, test.corpId, { purge: true });
      await comeAgainstLock();
    });
    await tending;
    expect([...(await removedIds(test.app, test.corpId))]).toEqual([Number(late!.messageId)]);
    await tendIndex(test.app, test.corpId, { purge: true });
    expect([(await live())[0]?.docs, await removedIds(test.app, test.corpId)]).toEqual([98, new Set()]);
  });

  it("does each part of a rebuild once, whoever was silent for too long", async () => {
    await begin();
    await talk.store(rows(200, 1));
    await startRebuild(test.app, test.corpId);
    await Promise.allSettled([1, 2, 3].map(() => continueRebuild(test.app, test.corpId)));
    const staged = await readSegments(test.app.db, test.corpId, "state = 'staged'");
    expect(staged.length).toBeLessThan(2);
    await Promise.allSettled([1, 2, 3].map(() => continueRebuild(test.app, test.corpId)));
    await tendIndex(test.app, test.corpId);
    expect([
      (await live()).map(({ docs }) => docs),
      await readSegments(test.app.db, test.corpId, "state = 'staged'"),
    ]).toEqual([[200], []]);
    await expectComplete();
  });
});

describe("a rebuild", () => {
  it("replaces the index while searches and new messages go on", async () => {
    await begin();
    await talk.store(rows(300, 1));
    await test.app.db.query("UPDATE message_index_pages SET data = '' WHERE corp_id = ?", [test.corpId]);
    await startRebuild(test.app, test.corpId);
    await talk.store(rows(100, 2));
    expect(await continueRebuild(test.app, test.corpId)).toBe(true);
    await talk.store(rows(10, 3));
    // The process dies here; the next one goes on.
    await tendIndex(test.app, test.corpId);
    expect(await continueRebuild(test.app, test.corpId)).toBe(false);
    await expectComplete();
    const docs = (await live()).reduce((sum, segment) => sum + segment.docs, 0);
    expect(docs).toBe(400);
  });

  it("comes by itself when content begins to be sealed, and tokens are then keyed", async () => {
    await begin();
    await talk.store(rows(200, 1));
    const { corpId } = test;
    const keyed = await buildTestApp({
      env: { WECOM_CORP_ID: corpId, CONTENT_KEYS: `1:${Buffer.alloc(32, 7).toString("base64")}` },
    });
    try {
      const before = await searchMessages(keyed.app, adminOf(corpId), { q: "滤芯", limit: 100 });
      await tendIndex(keyed.app, corpId);
      expect((await live()).map((segment) => segment.keyId)).toEqual([1]);
      const after = await searchMessages(keyed.app, adminOf(corpId), { q: "滤芯", limit: 100 });
      expect(after.data).toEqual(before.data);
      expect(after.data.length).toBeGreaterThan(20);
      await expect(searchMessages(test.app, adminOf(corpId), { q: "滤芯", limit: 100 })).rejects.toMatchObject({
        code: "search.outdated",
      });
    } finally {
      await keyed.close();
    }
  });
});
