import { randomUUID } from "node:crypto";
import Redis from "ioredis";
import { testServices } from "../../test/services";
import { SharedQuota } from "./shared-quota";

const MINUTE = 60_000;
const START = Math.floor(Date.UTC(2026, 2, 2, 2) / 3_600_000) * 3_600_000;

describe("SharedQuota", () => {
  const connections: Redis[] = [];
  /** As two processes have it: a connection each, one key. */
  function quotas(count: number, windows = [{ sizeMs: MINUTE, calls: 100 }]): SharedQuota[] {
    const key = `test:quota:${randomUUID()}`;
    return Array.from({ length: count }, () => {
      const redis = new Redis(testServices().redisUrl);
      connections.push(redis);
      return new SharedQuota(redis, key, windows);
    });
  }
  afterAll(() => {
    for (const redis of connections) redis.disconnect();
  });

  const takeAll = async (quota: SharedQuota, times: number, atMs: number) => {
    const answers = await Promise.all(Array.from({ length: times }, () => quota.take(atMs)));
    return answers.filter((answer) => answer.waitMs === 0).length;
  };

  it("counts what all processes ask together, and stays below the limit", async () => {
    const [one, other] = quotas(2);
    const allowed = await Promise.all([takeAll(one!, 80, START), takeAll(other!, 80, START)]);
    expect(allowed[0]! + allowed[1]!).toBe(95);
    expect(await one!.take(START)).toEqual({ waitMs: MINUTE, errcode: 45009 });
  });

  it("lets no stretch of a minute hold more than the limit, wherever it begins", async () => {
    const [quota] = quotas(1);
    expect(await takeAll(quota!, 200, START + 59_000)).toBe(95);
    // A second later a new minute begins on the clock, not for WeCom.
    expect(await takeAll(quota!, 200, START + 61_000)).toBe(1);
    expect(await takeAll(quota!, 200, START + MINUTE + 30_000)).toBeGreaterThan(40);
  });

  it("says how long to wait, and the call fits then", async () => {
    const [quota] = quotas(1);
    await takeAll(quota!, 95, START + 30_000);
    const { waitMs } = await quota!.take(START + MINUTE);
    expect(waitMs).toBeGreaterThan(0);
    expect((await quota!.take(START + MINUTE + waitMs)).waitMs).toBe(0);
  });

  it("holds the hour as well as the minute", async () => {
    const [quota] = quotas(1, [
      { sizeMs: MINUTE, calls: 100 },
      { sizeMs: 60 * MINUTE, calls: 200 },
    ]);
    for (const minute of [0, 2, 4]) await takeAll(quota!, 100, START + minute * MINUTE);
    expect(await quota!.take(START + 6 * MINUTE)).toMatchObject({ errcode: 45009 });
    expect((await quota!.take(START + 6 * MINUTE)).waitMs).toBeGreaterThan(50 * MINUTE);
  });

  it("keeps every process away while WeCom has blocked one", async () => {
    const [one, other] = quotas(2);
    await one!.pause(START + 70_000, 45036);
    expect(await other!.take(START)).toEqual({ waitMs: 70_000, errcode: 45036 });
    expect((await other!.take(START + 70_001)).waitMs).toBe(0);
  });

  it("lets calls through while Redis is away", async () => {
    const redis = new Redis({ port: 1, lazyConnect: true, retryStrategy: () => null });
    redis.on("error", () => undefined);
    redis.disconnect();
    expect(await new SharedQuota(redis, "x").take(START)).toEqual({ waitMs: 0, errcode: 0 });
  });
});
