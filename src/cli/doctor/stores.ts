import type { Config } from "../../platform/config";
import { openDatabase } from "../../platform/db";
import { createLogger } from "../../platform/log";
import { createRedis } from "../../platform/redis";
import { type Finding, ok, problem } from "./finding";

const WAIT_MS = 5_000;

export async function checkDatabase(config: Config): Promise<Finding[]> {
  const what = "DATABASE_URL";
  try {
    const db = await openDatabase({ url: config.databaseUrl, poolSize: 2, entities: [] });
    try {
      const rows: { version: string }[] = await db.query("SELECT VERSION() AS version");
      const version = rows[0]?.version ?? "";
      const isMariadb = /mariadb/i.test(version);
      const dialect = db.options.type;
      const findings = [ok(what, `connected, ${version}`)];
      if (isMariadb !== (dialect === "mariadb")) {
        findings.push(
          problem(
            what,
            `the server is ${isMariadb ? "MariaDB" : "MySQL"}`,
            `write ${isMariadb ? "mariadb" : "mysql"}:// in front`,
          ),
        );
      }
      findings.push(
        (await db.showMigrations())
          ? problem("migrations", "pending", "run npm run -s scrm -- migrate")
          : ok("migrations", "all applied"),
      );
      return findings;
    } finally {
      await db.destroy();
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "no connection";
    return [problem(what, code, "check host, port, user and password, and that the database exists")];
  }
}

export async function checkRedis(config: Config): Promise<Finding> {
  const redis = createRedis(config.redisUrl, createLogger({ level: "silent", process: "doctor" }));
  let timer: NodeJS.Timeout | undefined;
  try {
    const info = await Promise.race([
      redis.info("server"),
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error("no answer")), WAIT_MS);
      }),
    ]);
    return ok("REDIS_URL", `connected, Redis ${/redis_version:(\S+)/.exec(info)?.[1] ?? ""}`);
  } catch (error) {
    return problem(
      "REDIS_URL",
      error instanceof Error ? error.message : "no connection",
      "check host, port and password",
    );
  } finally {
    clearTimeout(timer);
    redis.disconnect();
  }
}
