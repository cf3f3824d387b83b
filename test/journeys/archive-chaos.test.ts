import { rmSync } from "node:fs";
import { type App, buildApp, closeApp } from "../../src/app";
import { capabilities } from "../../src/capabilities";
import { loadConfig } from "../../src/platform/config";
import { StandIn } from "../../src/wecom/archive-host/test-kit";
import { drainWork, eventually } from "../harness";
import { OwnServers } from "../own-servers";
import { ArchiveRows } from "./archive-rows";
import { KeptAlive } from "./kept-alive";

/** The long one is for `npm run test:long`. */
const LONG = Boolean(process.env.JEST_LONG);
const ROWS = LONG ? 200_000 : 1_500;
const PORTION = LONG ? 4_000 : 300;
/** Between two blows. */
const BLOW_MS = LONG ? 4_000 : 500;
/** Within it a portion gets through the storm: how long all of them take is the machine's affair, standing still is ours. */
const SETTLE_MS = LONG ? 600_000 : 120_000;
const WHOLE_MS = LONG ? 10_800_000 : 60_000;

/**
 * The archive while the host, the archiver and the database are killed at random moments, over rows with duplicates, keys
 * that do not fit or are missing, and rows that end the library: every row is kept once, and the cursor is right.
 */
describe("an archive on its worst day", () => {
  let servers: OwnServers;
  let standIn: StandIn;
  let rows: ArchiveRows;
  let app: App;
  const processes: KeptAlive[] = [];
  const blows = { host: 0, archiver: 0, database: 0 };

  beforeAll(async () => {
    servers = await OwnServers.start();
    standIn = new StandIn();
    rows = new ArchiveRows(standIn.folder);
    standIn.faults({
      latencyMs: 20,
      chat: [
        { every: 13, do: "duplicate" },
        { every: 31, do: "truncated" },
        { every: 43, do: "html" },
      ],
    });
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      NODE_ENV: "test",
      LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? "silent",
      DATABASE_URL: servers.databaseUrl,
      REDIS_URL: servers.redisUrl,
      EVERGREEN_SECRET: "test-secret-test-secret-test-secret",
      WECOM_API_BASE: "http://127.0.0.1:9",
      WECOM_CORP_ID: "wwchaos",
      WECOM_AGENT_ID: "1000002",
      WECOM_APP_SECRET: "app-secret",
      WECOM_CALLBACK_TOKEN: "TestToken0001",
      WECOM_CALLBACK_AES_KEY: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
      WECOM_ARCHIVE_SECRET: "archive-secret",
      WECOM_ARCHIVE_SDK: standIn.sdkPath,
      WECOM_ARCHIVE_KEYS: rows.keyList,
      ARCHIVE_HOST_PATH: standIn.hostPath,
    };
    app = await buildApp({ config: loadConfig(env), capabilities, process: "test" });
    await app.db.runMigrations({ transaction: "none" });
    for (const name of LONG ? (["archiver", "worker", "scheduler"] as const) : (["archiver"] as const)) {
      processes.push(new KeptAlive(name, env));
    }
  });

  afterAll(async () => {
    await Promise.all(processes.map((one) => one.stop()));
    if (app) await closeApp(app);
    await servers?.stop();
    if (standIn) rmSync(standIn.folder, { recursive: true, force: true });
  });

  const cursor = async (): Promise<string | undefined> => {
    // The database may be dying at this moment.
    const [row] = await app.db.query("SELECT seq FROM archive_cursors").catch(() => []);
    return row?.seq;
  };

  it(
    "keeps what WeCom hands out, whatever dies meanwhile",
    async () => {
      const [archiver] = processes as [KeptAlive];
      const complete = () => blows.host * blows.archiver * blows.database > 0;
      const strike = () => {
        if (!LONG && complete()) return;
        // Each third blow is one that takes seconds to get over.
        const turn = blows.host + blows.archiver + blows.database;
        if (turn % 3 !== 2) blows.host += archiver.killChild("archive-host") ? 1 : 0;
        else if (Math.floor(turn / 3) % 2 === 0) {
          blows.archiver += 1;
          archiver.kill();
        } else {
          blows.database += 1;
          servers.crashDatabase();
        }
      };
      const striking = setInterval(strike, BLOW_MS * (0.5 + Math.random()));
      try {
        for (let made = 0; made < ROWS; made += PORTION) {
          rows.append(PORTION);
          const behind = String(rows.seq - 2 * PORTION);
          await eventually("the puller follows", async () => Number(await cursor()) > Number(behind), SETTLE_MS);
        }
        // Nothing may be lost because the storm happened to be over: the last blows come while the last rows do.
        await eventually("every kind of blow", async () => complete());
      } finally {
        clearInterval(striking);
      }
      await eventually(
        "the cursor stands at the last row",
        async () => (await cursor()) === String(rows.seq),
        SETTLE_MS,
      );
    },
    WHOLE_MS,
  );

  it("has every row once, readable or parked for the right reason", async () => {
    const found: { msgid: string; state: string; reason: string | null }[] = await app.db.query(
      "SELECT msgid, state, reason FROM archive_rows",
    );
    const wrong = found.filter(
      (row) => row.reason !== "msgid_mismatch" && rows.fates.get(row.msgid) !== (row.reason ?? row.state),
    );
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(found.filter((row) => row.reason === "msgid_mismatch")).toHaveLength(rows.mismatched);
    expect(new Set(found.map((row) => row.msgid)).size).toBe(found.length);
    expect(found).toHaveLength(rows.fates.size + rows.mismatched);
    expect(rows.fates.size + rows.mismatched).toBeGreaterThan(ROWS * 0.9);
  });

  it(
    "has every readable message in its thread once, and counted once",
    async () => {
      if (LONG) {
        await eventually(
          "the work is done",
          async () => {
            const left = await app.db
              .query(
                "SELECT 1 FROM outbox WHERE status IN ('pending', 'running') AND handler = 'archive.deliver' LIMIT 1",
              )
              .catch(() => [1]);
            return left.length === 0;
          },
          WHOLE_MS,
        );
      } else await drainWork(app);
      const readable = [...rows.fates].filter(([, fate]) => fate === "stored").map(([msgid]) => msgid);
      const messages: { msgid: string }[] = await app.db.query("SELECT msgid FROM messages");
      const stored = new Set(messages.map((message) => message.msgid));
      expect(readable.filter((msgid) => !stored.has(msgid)).slice(0, 5)).toEqual([]);
      expect(messages).toHaveLength(readable.length);
      const [counted]: { n: string }[] = await app.db.query("SELECT SUM(messages) AS n FROM customer_message_days");
      expect(Number(counted?.n)).toBe(readable.length);
      if (LONG) console.info({ rows: rows.fates.size + rows.mismatched, ...blows, starts: processes[0]?.starts });
    },
    WHOLE_MS,
  );
});
