import type { Config } from "../platform/config";
import { openDatabase } from "../platform/db";
import { createLogger } from "../platform/log";
import { createRedis } from "../platform/redis";
import { fail, ok, warn } from "./finding";
import type { Finding } from "./setup.schema";

const WAIT_MS = 5_000;

export async function checkDatabase(config: Config): Promise<Finding[]> {
  try {
    const db = await openDatabase({ url: config.databaseUrl, poolSize: 2, entities: [] });
    try {
      const rows: { version: string }[] = await db.query("SELECT VERSION() AS version");
      const version = rows[0]?.version ?? "";
      const isMariadb = /mariadb/i.test(version);
      const dialect = db.options.type;
      const findings = [ok("machine.database", `已连接，${version}`)];
      if (isMariadb !== (dialect === "mariadb")) {
        findings.push(
          fail(
            "machine.database",
            `服务器其实是 ${isMariadb ? "MariaDB" : "MySQL"}`,
            `地址开头改为 ${isMariadb ? "mariadb" : "mysql"}://`,
          ),
        );
      }
      findings.push(
        (await db.showMigrations())
          ? fail("machine.schema", "有未执行的升级", "运行 npm run -s scrm -- migrate")
          : ok("machine.schema", "已是最新"),
      );
      return findings;
    } finally {
      await db.destroy();
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "连接不上";
    return [fail("machine.database", code, "检查主机、端口、用户、密码，以及该库是否已创建")];
  }
}

export async function checkRedis(config: Config): Promise<Finding> {
  const redis = createRedis(config.redisUrl, createLogger({ level: "silent", process: "doctor" }));
  let timer: NodeJS.Timeout | undefined;
  try {
    const info = await Promise.race([
      redis.info("everything"),
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error("没有应答")), WAIT_MS);
      }),
    ]);
    const version = /redis_version:(\S+)/.exec(info)?.[1] ?? "";
    const policy = /maxmemory_policy:(\S+)/.exec(info)?.[1];
    const limited = /maxmemory:([1-9]\d*)/.test(info);
    if (limited && policy && policy !== "noeviction") {
      return warn(
        "machine.redis",
        `已连接，Redis ${version}，内存满时会丢数据（${policy}）`,
        "把 maxmemory-policy 改为 noeviction",
      );
    }
    return ok("machine.redis", `已连接，Redis ${version}`);
  } catch (error) {
    return fail("machine.redis", error instanceof Error ? error.message : "连接不上", "检查主机、端口和密码");
  } finally {
    clearTimeout(timer);
    redis.disconnect();
  }
}
