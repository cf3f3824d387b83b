import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { DataSource } from "typeorm";
import { entitiesOf } from "../../src/app";
import { capabilities } from "../../src/capabilities";
import type { SyncProgress, SyncReport } from "../../src/contacts";
import { openDatabase } from "../../src/platform/db";
import { entry } from "../entry";
import { TestSandbox } from "../sandbox";
import { testDatabase, testServices } from "../services";

/** The large one is for `npm run test:long`. */
const LONG = Boolean(process.env.JEST_LONG);
const CUSTOMERS = LONG ? 200_000 : 3_000;
const MEMBERS = LONG ? 50 : 5;
/** Enough for some followers to be finished, and some to be in the middle. */
const KILL_AFTER = 0.7;
const MAX_RSS_MB = 400;
const RUN_MS = LONG ? 1_500_000 : 100_000;
const BATCH = "/cgi-bin/externalcontact/batch/get_by_user";
const PAGE = 100;
/** Followers that are read at the same time; each may lose the page it was at. */
const LANES = 3;

const root = join(__dirname, "../..");

interface BatchCall {
  userid: string;
  cursor: string;
}

/**
 * The first reading of a large company in a process of its own: killed in the middle as by a power cut, it goes on where
 * its last committed pages ended, in little memory; and once all is read, nothing differs.
 */
describe("a large sync", () => {
  let sandbox: TestSandbox;
  let db: DataSource;
  let env: NodeJS.ProcessEnv;
  let relations: number;

  beforeAll(async () => {
    sandbox = await TestSandbox.start({ seed: "empty" });
    ({ relations } = await sandbox.control<{ relations: number }>("POST", "/bulk", {
      customers: CUSTOMERS,
      members: MEMBERS,
    }));
    const url = await testDatabase("_large", { empty: true });
    const { corp } = sandbox;
    env = {
      ...process.env,
      NODE_ENV: "test",
      DATABASE_URL: url,
      REDIS_URL: testServices().redisUrl,
      REDIS_PREFIX: `large:${corp.corpId}`,
      PUBLIC_URL: "http://127.0.0.1:3000",
      EVERGREEN_SECRET: "test-secret-test-secret-test-secret",
      CLOCK_URL: `${sandbox.url}/_sandbox/clock`,
      WECOM_API_BASE: sandbox.url,
      WECOM_CORP_ID: corp.corpId,
      WECOM_AGENT_ID: String(corp.agentId),
      WECOM_APP_SECRET: corp.appSecret,
      WECOM_CALLBACK_TOKEN: "TestToken0001",
      WECOM_CALLBACK_AES_KEY: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    };
    db = await openDatabase({ url, poolSize: 2, entities: entitiesOf(capabilities) });
    await db.runMigrations({ transaction: "none" });
  }, 300_000);

  afterAll(async () => {
    if (db?.isInitialized) await db.destroy();
    await sandbox?.stop();
  });

  /** `scrm sync` as an operator runs it; `onProgress` may kill it. */
  async function sync(
    args: string[],
    onProgress: (line: SyncProgress, child: ChildProcess) => void = () => undefined,
  ): Promise<{ code: number | null; printed: string; rssMb: number; seconds: number }> {
    const startedAt = performance.now();
    const child = spawn(process.execPath, [...entry("src/cli/main.ts"), ...args], {
      cwd: root,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let printed = "";
    let rssMb = 0;
    const watch = setInterval(() => {
      rssMb = Math.max(rssMb, peakRssMb(child.pid));
    }, 200);
    child.stdout?.on("data", (chunk: Buffer) => {
      printed += chunk.toString("utf8");
    });
    createInterface({ input: child.stderr! }).on("line", (line) => {
      if (line.startsWith("{")) onProgress(JSON.parse(line) as SyncProgress, child);
      else process.stderr.write(`${line}\n`);
    });
    const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
    clearInterval(watch);
    return { code, printed, rssMb, seconds: (performance.now() - startedAt) / 1_000 };
  }

  async function batchCalls(): Promise<BatchCall[]> {
    const calls = await sandbox.calls(BATCH);
    return calls.map(({ body }) => {
      const { userid_list, cursor } = body as { userid_list: string[]; cursor?: string };
      return { userid: userid_list[0]!, cursor: cursor ?? "" };
    });
  }

  const count = async (sql: string) => Number(((await db.query(sql)) as { n: string }[])[0]?.n ?? 0);

  it(
    "goes on after kill -9 without reading finished members again, in little memory",
    async () => {
      const killed = await sync(["sync"], ({ counts }, child) => {
        if (counts.relations >= relations * KILL_AFTER) child.kill("SIGKILL");
      });
      expect(killed.code).toBeNull();
      const finished: { userid: string }[] = await db.query(
        "SELECT userid FROM contact_sync_members WHERE status = 'done' AND JSON_EXTRACT(tally, '$.relations') > 0",
      );
      expect(finished.length).toBeGreaterThan(0);
      expect(finished.length).toBeLessThan(MEMBERS);
      const begun: { userid: string }[] = await db.query(
        "SELECT userid FROM contact_sync_members WHERE status = 'waiting' AND page_cursor IS NOT NULL",
      );
      const before = (await batchCalls()).length;
      const stored = await count("SELECT COUNT(*) AS n FROM follow_relations");
      expect(stored).toBeGreaterThan(0);

      const resumed = await sync(["sync"]);
      expect(resumed.code).toBe(0);
      const report = JSON.parse(resumed.printed) as SyncReport;
      expect(report).toMatchObject({ resumed: true, relations, found: relations });
      const calls = await batchCalls();
      const again = calls.slice(before);
      const done = new Set(finished.map((row) => row.userid));
      expect(again.filter((call) => done.has(call.userid))).toEqual([]);
      // Members in the middle go on at their cursor.
      for (const { userid } of begun) expect(again.find((call) => call.userid === userid)?.cursor).not.toBe("");
      const pages = Math.ceil(relations / MEMBERS / PAGE) * MEMBERS;
      if (!LONG) expect(calls.length).toBeLessThanOrEqual(pages + MEMBERS + LANES);

      const seconds = killed.seconds + resumed.seconds;
      process.stdout.write(
        `large sync: ${CUSTOMERS} customers of ${MEMBERS} members, ${Math.round(relations / seconds)} relations/s, ` +
          `peak ${Math.round(resumed.rssMb)} MB\n`,
      );
      if (existsSync("/proc/self/status")) {
        expect(resumed.rssMb).toBeGreaterThan(0);
        expect(Math.max(killed.rssMb, resumed.rssMb)).toBeLessThanOrEqual(MAX_RSS_MB);
      }
    },
    RUN_MS,
  );

  it(
    "has every relation as WeCom has it, and finds nothing to differ afterwards",
    async () => {
      const truth = await contactsOfSandbox();
      const rows: { external_userid: string; userid: string; remark: string; tags: string | null }[] = await db.query(
        `SELECT r.external_userid, r.userid, r.remark, t.tags FROM follow_relations r LEFT JOIN
           (SELECT external_userid, userid, GROUP_CONCAT(tag_id ORDER BY tag_id) AS tags FROM relation_tags GROUP BY external_userid, userid) t
           ON t.external_userid = r.external_userid AND t.userid = r.userid WHERE r.status = 'full'`,
      );
      const ours = rows.map((row) => [row.userid, row.external_userid, row.remark, row.tags ?? ""].join("|"));
      expect(ours.length).toBe(truth.size);
      expect(ours.filter((row) => !truth.has(row))).toEqual([]);

      const look = await sync(["reconcile", "--dry-run", "--json"]);
      expect(look.code).toBe(0);
      expect(JSON.parse(look.printed)).toMatchObject({ dryRun: true, relations, differences: [] });
      const again = await sync(["sync"]);
      expect(JSON.parse(again.printed)).toMatchObject({
        resumed: false,
        relations,
        found: 0,
        ended: 0,
        differences: {},
      });
      process.stdout.write(
        `large sync: unchanged ${Math.round(relations / again.seconds)} relations/s, peak ${Math.round(again.rssMb)} MB; ` +
          `dry run ${Math.round(relations / look.seconds)} relations/s, peak ${Math.round(look.rssMb)} MB\n`,
      );
      if (existsSync("/proc/self/status")) expect(Math.max(look.rssMb, again.rssMb)).toBeLessThanOrEqual(MAX_RSS_MB);
    },
    RUN_MS,
  );

  /** What WeCom would show, a line a relation; a customer who deleted the member is still shown. */
  async function contactsOfSandbox(): Promise<Set<string>> {
    const answer = await fetch(`${sandbox.url}/_sandbox/state/contacts?kinds=relation`);
    const truth = new Set<string>();
    for (const line of (await answer.text()).split("\n")) {
      if (line === "") continue;
      const row = JSON.parse(line) as {
        userid: string;
        externalUserid: string;
        status: string;
        remark: string;
        tagIds: string[];
      };
      if (row.status === "half") continue;
      truth.add([row.userid, row.externalUserid, row.remark, [...row.tagIds].sort().join(",")].join("|"));
    }
    return truth;
  }
});

/** The most it ever held; 0 where the system does not say. */
function peakRssMb(pid: number | undefined): number {
  try {
    const kb = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Number(kb ?? 0) / 1_024;
  } catch {
    return 0;
  }
}
