import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Redis from "ioredis";
import { createConnection } from "mysql2/promise";

interface Services {
  databaseUrl: string;
  redisUrl: string;
}

/** `npm test` names the servers; by hand, `node scripts/dev-services.mjs` leaves their addresses in a file. */
export function testServices(): Services {
  const file = join(__dirname, "../var/run/test-services.json");
  const written: Record<string, string> = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const databaseUrl = process.env.TEST_DATABASE_URL ?? written.TEST_DATABASE_URL;
  const redisUrl = process.env.TEST_REDIS_URL ?? written.TEST_REDIS_URL;
  if (!databaseUrl || !redisUrl)
    throw new Error("No test services: run `npm test`, or `node scripts/dev-services.mjs` in another terminal");
  return { databaseUrl, redisUrl };
}

/** One database per Jest worker, made when missing, or anew (`empty`). Checkouts that share servers differ in TEST_DATABASE_PREFIX. @returns its URL. */
export async function testDatabase(suffix = "", options: { empty?: boolean } = {}): Promise<string> {
  const url = new URL(testServices().databaseUrl);
  const prefix = process.env.TEST_DATABASE_PREFIX ?? "scrm_test";
  const name = `${prefix}_${process.env.JEST_WORKER_ID ?? "0"}${suffix}`;
  const connection = await createConnection({
    host: url.hostname,
    port: Number(url.port || 3306),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  });
  if (options.empty) await connection.query(`DROP DATABASE IF EXISTS \`${name}\``);
  await connection.query(`CREATE DATABASE IF NOT EXISTS \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  await connection.end();
  url.pathname = `/${name}`;
  return url.toString();
}

/** Removes every key below a prefix, as if Redis had lost its data; other tests share the server. */
export async function freshRedis(prefix: string): Promise<void> {
  const redis = new Redis(testServices().redisUrl);
  try {
    const keys = await redis.keys(`*${prefix}*`);
    if (keys.length > 0) await redis.del(...keys);
  } finally {
    redis.disconnect();
  }
}
