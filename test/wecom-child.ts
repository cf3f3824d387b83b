import pino from "pino";
import { systemClock } from "../src/platform/clock";
import { createRedis } from "../src/platform/redis";
import { createWecomClient, listFollowUsers } from "../src/wecom";

/** A process that makes a few calls at once and ends; client.test.ts starts two of them together. */
async function main(): Promise<void> {
  const log = pino({ level: "silent" });
  const redis = createRedis(process.env.CHILD_REDIS_URL ?? "", log);
  const wecom = createWecomClient({
    config: JSON.parse(process.env.CHILD_CONFIG ?? "{}"),
    redis,
    redisPrefix: process.env.CHILD_REDIS_PREFIX ?? "",
    log,
    clock: systemClock,
  });
  await Promise.all([1, 2, 3].map(() => listFollowUsers(wecom)));
  redis.disconnect();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
