import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { removeMessages } from "../../src/conversations/remove-messages";
import { readDirectories } from "../../src/conversations/search/directories";
import { readIndexParts } from "../../src/conversations/search/index-parts";
import { readDocColumns } from "../../src/conversations/search/merge-docs";
import { readSegments } from "../../src/conversations/search/segment-rows";
import { tendIndex } from "../../src/conversations/search/tend-index";
import { entry } from "../entry";
import { buildMember } from "../factories";
import { buildTestApp, type TestApp } from "../harness";
import { Conversation } from "../search";
import { testDatabase, testServices } from "../services";

/** The long one is for `npm run test:long`. */
const LONG = Boolean(process.env.JEST_LONG);
const BLOWS = LONG ? 250 : 4;
const PAGES = LONG ? 40 : 3;
/** Up to so long after it began, a process that tends is killed. */
const BLOW_MS = LONG ? 1_500 : 300;
/** Between two pages that come. */
const LIFE_MS = LONG ? 500 : 100;
/** A slow machine would otherwise have more to compare. */
const LIFE_TURNS = LONG ? 3_000 : 60;
const WORDS = ["滤芯", "价格", "ab12", "x", "芯价", "什么时候", "2026", "客户"];

/** One that tends the index; it waits for the word, because to start takes longer than to tend. */
class Tender {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #ready: Promise<unknown>;
  /** Of its rounds: `.` done, `-` left to another. */
  rounds = "";
  problem = "";

  constructor(env: NodeJS.ProcessEnv) {
    const root = join(__dirname, "../..");
    this.#child = spawn(process.execPath, entry("test/tending-child.ts"), { cwd: root, env, stdio: "pipe" });
    this.#ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#ready = new Promise((resolve) => {
      this.#child.stdout!.on("data", (data: Buffer) => {
        if (data.includes("ready")) resolve(null);
        else this.rounds += data.toString();
      });
    });
    this.#child.stderr!.on("data", (data: Buffer) => {
      this.problem += data.toString();
    });
  }

  async begin(): Promise<void> {
    await Promise.race([this.#ready, this.#ended]);
    if (this.#child.exitCode === null) this.#child.stdin!.write("go\n");
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }
}

/**
 * Upkeep of the search index, killed at random moments while messages come and go, and taken over before the one that was
 * killed, or only slow, has let go of everything.
 */
describe("the search index on its worst day", () => {
  let test: TestApp;
  let talk: Conversation;
  let env: NodeJS.ProcessEnv;
  const removed = new Set<number>();
  const problems: string[] = [];
  let rounds = "";

  beforeAll(async () => {
    test = await buildTestApp();
    talk = new Conversation(test);
    await buildMember(test.app, { userid: "lin.mei" });
    env = {
      ...process.env,
      NODE_ENV: "test",
      LOG_LEVEL: "silent",
      DATABASE_URL: await testDatabase(),
      DATABASE_POOL: "4",
      REDIS_URL: testServices().redisUrl,
      REDIS_PREFIX: `test:${test.corpId}`,
      EVERGREEN_SECRET: "test-secret-test-secret-test-secret",
      WECOM_API_BASE: "http://127.0.0.1:9",
      WECOM_CORP_ID: test.corpId,
      WECOM_AGENT_ID: "1000002",
      WECOM_APP_SECRET: "app-secret",
      WECOM_CALLBACK_TOKEN: "TestToken0001",
      WECOM_CALLBACK_AES_KEY: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    };
  });
  afterAll(() => test.close());

  const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)]!;
  const store = (count: number) =>
    talk.store(
      Array.from({ length: count }, (_, i) =>
        talk.row(`${pick(WORDS)}${pick(WORDS)} ${i} ${pick(WORDS)}`, {
          from: `wm${i % 9}`,
          atMs: Date.parse("2026-01-01") + Math.floor(Math.random() * 5_000) * 1_000,
        }),
      ),
    );

  async function remove(count: number): Promise<void> {
    const some: { id: string }[] = await test.app.db.query(
      "SELECT id FROM messages WHERE corp_id = ? ORDER BY RAND() LIMIT ?",
      [test.corpId, count],
    );
    await removeMessages(
      test.app,
      test.corpId,
      some.map(({ id }) => id),
      "erasure",
    );
    for (const { id } of some) removed.add(Number(id));
  }

  /** As if a minute had passed, which a lease takes to run out. */
  const loseLease = () =>
    test.app.db.query("UPDATE leases SET expires_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE name = ?", [
      `search-index:${test.corpId}`,
    ]);
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  async function expectSameAsScan(): Promise<void> {
    for (const word of LONG ? WORDS : WORDS.slice(2, 6))
      expect([word, await talk.find(word)]).toEqual([word, await talk.scan(word)]);
  }

  /** Ids of the messages in all segments, with those that stand in two of them twice. */
  async function indexed(): Promise<number[]> {
    const ids: number[] = [];
    for (const segment of await readSegments(test.app.db, test.corpId, "state = 'live'")) {
      const directories = await readDirectories(test.app.db, test.corpId, [segment.id]);
      const docPages = directories.get(segment.id)!.docTimes.length;
      ids.push(...(await readDocColumns(test.app.db, test.corpId, segment, docPages)).ids);
    }
    return ids;
  }

  it(
    "finds at every moment what a scan finds, whatever dies",
    async () => {
      for (let page = 0; page < PAGES; page += 1) await store(page % 2 === 0 ? 500 : 64);
      let striking = true;
      const living = (async () => {
        for (let turn = 0; striking && turn < LIFE_TURNS; turn += 1) {
          await store(pick([3, 20, 70]));
          await remove(pick([1, 5]));
          await pause(LIFE_MS);
        }
      })();
      // One of two processors is the test's own.
      const tenders = [new Tender(env), new Tender(env)];
      try {
        for (let blow = 0; blow < BLOWS; blow += 1) {
          const tender = tenders[0]!;
          await tender.begin();
          await pause(Math.random() * BLOW_MS);
          // Each second time the next one begins while this one is still at it.
          if (blow % 2 === 1 && tenders[1]) {
            await loseLease();
            await tenders[1].begin();
            await pause(Math.random() * 100);
          }
          await tender.kill();
          await loseLease();
          problems.push(tender.problem);
          rounds += tender.rounds;
          tenders.shift();
          if (blow + 2 < BLOWS) tenders.push(new Tender(env));
          if (blow % (BLOWS / 4) === 0) await talk.find(pick(WORDS));
        }
      } finally {
        striking = false;
        await living;
        await Promise.all(tenders.map((tender) => tender.kill()));
      }
      await expectSameAsScan();
      if (LONG) console.info({ rounds: rounds.length, refused: rounds.split("-").length - 1, removed: removed.size });
    },
    LONG ? 1_500_000 : 150_000,
  );

  it("has ended of itself only where two were at it", () => {
    const strange = problems.filter(
      (text) => text !== "" && !/SegmentGoneError|was taken by two|taken over/.test(text),
    );
    expect(strange).toEqual([]);
    expect(rounds).toContain(".");
  });

  it("goes on where the dead stopped, and leaves nothing of them nor of what was removed", async () => {
    await loseLease();
    await tendIndex(test.app, test.corpId, { purge: true });
    await expectSameAsScan();
    expect(await readSegments(test.app.db, test.corpId, "state IN ('staged', 'building')")).toEqual([]);
    const ids = await indexed();
    expect(removed.size).toBeGreaterThan(0);
    expect(ids.filter((id) => removed.has(id))).toEqual([]);
    // As if all searches that ran meanwhile were long over.
    const old = "UPDATE message_index_segments SET changed_at = changed_at - INTERVAL 1 HOUR WHERE corp_id = ?";
    await test.app.db.query(old, [test.corpId]);
    await tendIndex(test.app, test.corpId);
    const [orphans]: { n: string }[] = await test.app.db.query(
      `SELECT COUNT(*) AS n FROM message_index_pages p
       LEFT JOIN message_index_segments s ON s.id = p.segment_id AND s.corp_id = p.corp_id AND s.state = 'live'
       WHERE p.corp_id = ? AND s.id IS NULL`,
      [test.corpId],
    );
    expect(Number(orphans?.n)).toBe(0);
  });

  async function expectEachOnce(): Promise<void> {
    const there: { id: string }[] = await test.app.db.query("SELECT id FROM messages WHERE corp_id = ?", [test.corpId]);
    const ids = await indexed();
    expect(new Set(ids).size).toBe(ids.length);
    const { backlog } = await readIndexParts(test.app, test.corpId);
    const known = new Set([...ids, ...backlog.map((doc) => doc.id)]);
    expect(there.filter(({ id }) => !known.has(Number(id)))).toEqual([]);
    expect(known.size).toBe(there.length);
    await expectSameAsScan();
  }

  it("has every message once after a rebuild that nobody disturbs", async () => {
    await tendIndex(test.app, test.corpId, { rebuild: true });
    await expectEachOnce();
  });

  it("is built from nothing, as a migration begins it, whatever dies meanwhile", async () => {
    const { app, corpId } = test;
    for (const table of ["pages", "segments", "backlog", "removals", "rebuilds"]) {
      await app.db.query(`DELETE FROM message_index_${table} WHERE corp_id = ?`, [corpId]);
    }
    await app.db.query(
      `INSERT INTO message_index_rebuilds (corp_id, after_message_id, to_message_id, started_at)
       SELECT corp_id, 0, MAX(id), UTC_TIMESTAMP(3) FROM messages WHERE corp_id = ? GROUP BY corp_id`,
      [corpId],
    );
    await store(70);
    const tenders = Array.from({ length: LONG ? 3 : 1 }, () => new Tender(env));
    for (const tender of tenders) {
      await tender.begin();
      await pause(Math.random() * BLOW_MS);
      await tender.kill();
      await loseLease();
    }
    await tendIndex(app, corpId);
    await expectEachOnce();
  });
});
