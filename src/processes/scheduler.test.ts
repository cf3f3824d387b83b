import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { entry } from "../../test/entry";
import { buildTestApp, eventually, type TestApp } from "../../test/harness";
import { testDatabase } from "../../test/services";

/** A database of its own: the scheduler sweeps the work of every corp in it. */
let test: TestApp;
const started: ChildProcess[] = [];
beforeAll(async () => {
  test = await buildTestApp({ env: { DATABASE_URL: await testDatabase("_scheduler") } });
});
afterAll(async () => {
  for (const child of started) child.kill("SIGKILL");
  await test.close();
});

function startScheduler(): ChildProcess {
  const { config } = test.app;
  const child = spawn(process.execPath, entry("src/processes/scheduler.ts"), {
    cwd: join(__dirname, "../.."),
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "test",
      LOG_LEVEL: "silent",
      DATABASE_URL: config.databaseUrl,
      DATABASE_POOL: "4",
      REDIS_URL: config.redisUrl,
      REDIS_PREFIX: config.redisPrefix,
      EVERGREEN_SECRET: config.secret,
      WECOM_API_BASE: config.wecom.apiBase,
      WECOM_CORP_ID: test.corpId,
      WECOM_AGENT_ID: "1000002",
      WECOM_APP_SECRET: "s",
      WECOM_CALLBACK_TOKEN: config.wecom.callbackToken,
      WECOM_CALLBACK_AES_KEY: config.wecom.callbackAesKey,
    },
  });
  started.push(child);
  return child;
}

/** Process id of the holder, while the lease is running. */
async function holder(): Promise<number | undefined> {
  const rows: { holder: string }[] = await test.app.db.query(
    "SELECT holder FROM leases WHERE name = ? AND expires_at > UTC_TIMESTAMP(3)",
    [`scheduler:${test.corpId}`],
  );
  return rows[0] && Number(rows[0].holder.split(":")[1]);
}

/** Adds a row that has been due for a second. @returns whether a sweep has offered it since. */
async function dueRow(): Promise<() => Promise<boolean>> {
  const due = new Date(Date.now() - 1_000);
  const { insertId } = await test.app.db.query<{ insertId: number }>(
    "INSERT INTO outbox (corp_id, handler, payload, status, due_at) VALUES (?, 'archive.nudge', '{}', 'pending', ?)",
    [test.corpId, due],
  );
  return async () => {
    const rows: { due_at: Date }[] = await test.app.db.query("SELECT due_at FROM outbox WHERE id = ?", [insertId]);
    return rows[0]!.due_at > due;
  };
}

it("has one acting scheduler; another takes over when it was killed; a stopped one gives back", async () => {
  const first = startScheduler();
  await eventually("the first", async () => (await holder()) === first.pid);
  const second = startScheduler();
  await eventually("its sweep", await dueRow());
  await new Promise((resolve) => setTimeout(resolve, 3_500)); // The second has asked for the lease by now.
  expect(await holder()).toBe(first.pid);

  first.kill("SIGKILL");
  const offered = await dueRow();
  await eventually("the takeover", async () => (await holder()) === second.pid);
  await eventually("the second's sweep", offered);

  const ended = new Promise((resolve) => second.once("exit", resolve));
  second.kill("SIGTERM");
  expect(await ended).toBe(0);
  expect(await holder()).toBeUndefined(); // Given back: the next one need not wait for its end.
});
