import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import Redis from "ioredis";
import { createConnection } from "mysql2/promise";
import { homeAt } from "./checkout";
import { findDatabaseServer, startDatabase } from "./mariadb";
import { findRedis, startRedis } from "./redis";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "private servers-"));
const say = () => {};
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

// Where DATABASE_URL and REDIS_URL name servers elsewhere, this machine may have no programs to start.
const itWith = (program: unknown) => (program ? it : it.skip);
const connect = (url: string) => createConnection(url.replace(/^mariadb:/, "mysql:"));
const modeOf = (file: string) => (fs.statSync(file).mode & 0o777).toString(8);

describe("a private database server", () => {
  itWith(findDatabaseServer())(
    "keeps its data, port and password from run to run and lets nobody else in",
    async () => {
      const home = homeAt(path.join(folder, "database home"));
      const first = await startDatabase(home, { say });
      const session = await connect(first.databaseUrl("evergreen"));
      await session.query("CREATE TABLE notes (text VARCHAR(20))");
      await session.query("INSERT INTO notes VALUES ('老客户')");
      await session.query("CREATE DATABASE scrm_test_7");
      await expect(session.query("CREATE DATABASE somebody_elses")).rejects.toThrow(/denied/);
      await session.end();

      const { port } = new URL(first.serverUrl);
      for (const user of ["root", "", "evergreen"]) {
        await expect(connect(`mysql://${user}@127.0.0.1:${port}`)).rejects.toThrow(/denied/);
      }
      await first.stop();

      const second = await startDatabase(home, { say });
      expect(second.serverUrl).toBe(first.serverUrl);
      const again = await connect(second.databaseUrl("evergreen"));
      const [rows] = await again.query("SELECT text, @@collation_server AS collation FROM notes");
      expect(rows).toEqual([{ text: "老客户", collation: "utf8mb4_unicode_ci" }]);
      await again.end();
      await second.stop();
      expect(modeOf(path.join(home.run, "db.json"))).toBe("600");
    },
    60_000,
  );
});

describe("a private Redis", () => {
  itWith(findRedis())("wants its password, and comes back on its port after kill -9", async () => {
    const home = homeAt(path.join(folder, "redis home"));
    const first = await startRedis(home, { say });
    const { port } = new URL(first.url);
    const stranger = new Redis(Number(port), "127.0.0.1", { lazyConnect: true, retryStrategy: () => null });
    stranger.on("error", () => {});
    await expect(stranger.get("x")).rejects.toThrow(/NOAUTH/);
    stranger.disconnect();

    process.kill(Number(fs.readFileSync(path.join(home.run, "redis.pid"), "utf8")), "SIGKILL");
    await first.ended;
    const second = await startRedis(home, { say });
    expect(second.url).toBe(first.url);
    const client = new Redis(second.url);
    expect(await client.ping()).toBe("PONG");
    client.disconnect();
    await second.stop();
    expect(modeOf(path.join(home.run, "redis.conf"))).toBe("600");
  });
});
