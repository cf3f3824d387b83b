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
      const findings = [ok(what, `已连接,${version}`)];
      if (isMariadb !== (dialect === "mariadb")) {
        findings.push(
          problem(
            what,
            `服务器其实是 ${isMariadb ? "MariaDB" : "MySQL"}`,
            `地址开头改为 ${isMariadb ? "mariadb" : "mysql"}://`,
          ),
        );
      }
      findings.push(
        (await db.showMigrations())
          ? problem("数据库结构", "有未执行的升级", "运行 npm run -s scrm -- migrate")
          : ok("数据库结构", "已是最新"),
      );
      return findings;
    } finally {
      await db.destroy();
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "连接不上";
    return [problem(what, code, "检查主机、端口、用户、密码,以及该库是否已创建")];
  }
}

export async function checkRedis(config: Config): Promise<Finding> {
  const redis = createRedis(config.redisUrl, createLogger({ level: "silent", process: "doctor" }));
  let timer: NodeJS.Timeout | undefined;
  try {
    const info = await Promise.race([
      redis.info("server"),
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error("没有应答")), WAIT_MS);
      }),
    ]);
    return ok("REDIS_URL", `已连接,Redis ${/redis_version:(\S+)/.exec(info)?.[1] ?? ""}`);
  } catch (error) {
    return problem("REDIS_URL", error instanceof Error ? error.message : "连接不上", "检查主机、端口和密码");
  } finally {
    clearTimeout(timer);
    redis.disconnect();
  }
}
