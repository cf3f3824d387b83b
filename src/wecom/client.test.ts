import { spawn } from "node:child_process";
import type { Redis } from "ioredis";
import pino from "pino";
import { z } from "zod";
import { entry } from "../../test/entry";
import { buildTestApp, moveClock, type TestApp } from "../../test/harness";
import { testServices } from "../../test/services";
import { createRedis } from "../platform/redis";
import {
  createWecomClient,
  getExternalContact,
  listExternalUserids,
  listFollowUsers,
  signJsapi,
  type WecomClient,
  type WecomConfig,
  WecomError,
  WecomUnreachableError,
} from ".";

const log = pino({ level: "silent" });
const FOLLOWERS = "/cgi-bin/externalcontact/get_follow_user_list";

describe("wecom client", () => {
  let test: TestApp;
  const opened: Redis[] = [];

  beforeAll(async () => {
    test = await buildTestApp({ sandbox: true });
  });
  beforeEach(async () => {
    await test.sandbox.control("DELETE", "/faults");
    await test.app.redis.del(...(await test.app.redis.keys(`test:${test.corpId}:*`)), "none");
  });
  afterAll(async () => {
    for (const redis of opened) redis.disconnect();
    await test.close();
  });

  /** A process of its own, as far as tokens go: own connection, own memory. */
  function newClient(options: { config?: Partial<WecomConfig>; redis?: Redis } = {}): WecomClient {
    const redis = options.redis ?? createRedis(testServices().redisUrl, log);
    opened.push(redis);
    const config = { ...test.app.config.wecom, archiveSecret: test.app.config.archive.secret, ...options.config };
    return createWecomClient({ config, redis, redisPrefix: `test:${test.corpId}`, log, clock: test.clock });
  }

  async function callsDuring(path: string, work: () => Promise<unknown>): Promise<number> {
    const before = (await test.sandbox.calls(path)).length;
    await work();
    return (await test.sandbox.calls(path)).length - before;
  }
  const tokensDuring = (work: () => Promise<unknown>) => callsDuring("/cgi-bin/gettoken", work);

  it("fetches one token for many callers in several processes", async () => {
    const clients = [newClient(), newClient(), newClient()];
    const fetched = await tokensDuring(async () => {
      const answers = await Promise.all(clients.flatMap((client) => [1, 2, 3, 4].map(() => listFollowUsers(client))));
      expect(answers.every((followers) => followers.includes("m1"))).toBe(true);
    });
    expect(fetched).toBe(1);
  });

  it("fetches one token when two operating system processes begin at the same time", async () => {
    const env = {
      ...process.env,
      CHILD_CONFIG: JSON.stringify(test.app.config.wecom),
      CHILD_REDIS_URL: testServices().redisUrl,
      CHILD_REDIS_PREFIX: `test:${test.corpId}`,
    };
    const run = () =>
      new Promise<number | null>((resolve) => {
        spawn(process.execPath, entry("test/wecom-child.ts"), { env, stdio: ["ignore", "ignore", "inherit"] }).on(
          "exit",
          resolve,
        );
      });
    const fetched = await tokensDuring(async () => {
      expect(await Promise.all([run(), run()])).toEqual([0, 0]);
    });
    expect(fetched).toBe(1);
  });

  it("keeps tokens of different secrets apart", async () => {
    const client = newClient();
    const permitted = {
      method: "POST",
      path: "msgaudit/get_permit_user_list",
      schema: z.looseObject({ ids: z.array(z.string()) }),
      retry: "safe",
    } as const;
    const fetched = await tokensDuring(async () => {
      await listFollowUsers(client);
      await client.call({ ...permitted, secret: "archive", body: {} });
      await listFollowUsers(client);
    });
    expect(fetched).toBe(2);
  });

  it("replaces a token that WeCom ended early, once, whoever notices", async () => {
    const clients = [newClient(), newClient()];
    await Promise.all(clients.map((client) => listFollowUsers(client)));
    await test.sandbox.control("PUT", "/faults", { tokens: "revoke" });
    const fetched = await tokensDuring(() =>
      Promise.all(clients.flatMap((client) => [1, 2, 3].map(() => listFollowUsers(client)))),
    );
    expect(fetched).toBe(1);
  });

  it("gives up after one fresh token, and says so", async () => {
    const client = newClient();
    await listFollowUsers(client);
    await test.sandbox.control("PUT", "/faults", { api: [{ path: FOLLOWERS, errcode: 42001, times: 10 }] });
    const calls = await callsDuring(FOLLOWERS, async () => {
      await expect(listFollowUsers(client)).rejects.toMatchObject({ errcode: 42001, verdict: "refresh_token" });
    });
    expect(calls).toBe(2);
  });

  it("renews in the corp's time, before the end", async () => {
    const client = newClient();
    await listFollowUsers(client);
    const start = test.clock.now().getTime();
    await moveClock(test, new Date(start + 6_800_000));
    expect(await tokensDuring(() => listFollowUsers(client))).toBe(0);
    await moveClock(test, new Date(start + 6_950_000));
    expect(await tokensDuring(() => listFollowUsers(client))).toBe(1);
    await moveClock(test, new Date(start + 90_000_000));
    expect(await tokensDuring(() => listFollowUsers(client))).toBe(1);
  });

  it("asks once with a wrong secret and then holds still", async () => {
    const client = newClient({ config: { appSecret: "wrong" } });
    const fetched = await tokensDuring(async () => {
      for (let attempt = 0; attempt < 5; attempt += 1) {
        await expect(listFollowUsers(client)).rejects.toMatchObject({
          errcode: 40001,
          verdict: "misconfigured",
          retryable: false,
        });
      }
    });
    expect(fetched).toBe(1);
  });

  it("works on without Redis, each process for itself", async () => {
    const redis = createRedis("redis://127.0.0.1:9", log);
    const client = newClient({ redis });
    const fetched = await tokensDuring(() => Promise.all([1, 2, 3].map(() => listFollowUsers(client))));
    expect(fetched).toBe(1);
  });

  it("repeats a harmless call when WeCom is busy, at most three times", async () => {
    const client = newClient();
    await test.sandbox.control("PUT", "/faults", { api: [{ path: FOLLOWERS, errcode: -1, times: 2 }] });
    expect(await callsDuring(FOLLOWERS, () => listFollowUsers(client))).toBe(3);
    await test.sandbox.control("PUT", "/faults", { api: [{ path: FOLLOWERS, errcode: -1, times: 10 }] });
    const calls = await callsDuring(FOLLOWERS, async () => {
      await expect(listFollowUsers(client)).rejects.toMatchObject({ errcode: -1, retryable: true });
    });
    expect(calls).toBe(4);
  });

  it("makes a call that must not be repeated exactly once, whatever happens to its answer", async () => {
    const client = newClient();
    const path = "/cgi-bin/externalcontact/add_corp_tag";
    const make = (name: string) =>
      client.call({
        method: "POST",
        path: "externalcontact/add_corp_tag",
        body: { group_name: "g", tag: [{ name }] },
        schema: z.looseObject({}),
        retry: "never",
      });
    for (const fault of [{ cutAfterWork: true }, { httpStatus: 502 }]) {
      await test.sandbox.control("PUT", "/faults", { api: [{ path, ...fault, times: 1 }] });
      const calls = await callsDuring(path, async () => {
        const error = await make(`t${JSON.stringify(fault)}`.slice(0, 20)).catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(WecomUnreachableError);
        expect(error).toMatchObject({ mayHaveWorked: true, retryable: false });
      });
      expect(calls).toBeLessThanOrEqual(1);
    }
  });

  it("knows that nothing can have happened when there was no connection", async () => {
    const client = newClient({ config: { apiBase: "http://127.0.0.1:9" } });
    const error = await listFollowUsers(client).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "wecom.unreachable", mayHaveWorked: false, retryable: true });
  });

  it("does not wait longer than its deadline", async () => {
    const client = newClient();
    await listFollowUsers(client);
    await test.sandbox.control("PUT", "/faults", { api: [{ path: FOLLOWERS, delayMs: 3_000, times: 1 }] });
    const slow = client.call({
      method: "GET",
      path: "externalcontact/get_follow_user_list",
      schema: z.looseObject({}),
      retry: "never",
      timeoutMs: 300,
    });
    await expect(slow).rejects.toMatchObject({ code: "wecom.unreachable", mayHaveWorked: true });
  });

  it("keeps away from an endpoint for the window after 45009, and from that one only", async () => {
    const client = newClient();
    await test.sandbox.control("PUT", "/faults", { api: [{ path: FOLLOWERS, errcode: 45009, times: 1 }] });
    await expect(listFollowUsers(client)).rejects.toMatchObject({ errcode: 45009, retryable: true });
    const calls = await callsDuring(FOLLOWERS, async () => {
      await expect(listFollowUsers(client)).rejects.toMatchObject({ errcode: 45009 });
    });
    expect(calls).toBe(0);
    expect(await listExternalUserids(client, "m1")).toEqual([]);
    await moveClock(test, new Date(test.clock.now().getTime() + 90_000));
    expect(await listFollowUsers(client)).toContain("m1");
  });

  it("lowers its pace after 45033 and gets through", async () => {
    const client = newClient();
    await listFollowUsers(client);
    await test.sandbox.control("PUT", "/faults", { api: [{ path: FOLLOWERS, errcode: 45033, times: 1 }] });
    // The pause is measured in the corp's time, which stands still here.
    const answer = listFollowUsers(client);
    const tick = setInterval(() => test.clock.advance(300), 100);
    expect(await answer).toContain("m1");
    clearInterval(tick);
  });

  it("tells refusals apart by what to do next", async () => {
    const client = newClient();
    await expect(getExternalContact(client, "wmNobody")).rejects.toMatchObject({ api: "externalcontact/get" });
    await expect(getExternalContact(client, "wmNobody")).rejects.toBeInstanceOf(WecomError);
    await test.sandbox.control("PUT", "/faults", { ip: "deny" });
    await expect(listFollowUsers(newClient())).rejects.toMatchObject({ errcode: 60020, verdict: "misconfigured" });
  });

  it("hands out tickets of both kinds, fetched once", async () => {
    const clients = [newClient(), newClient()];
    const now = test.clock.now();
    const url = "http://127.0.0.1:3000/sidebar";
    const corp = await callsDuring("/cgi-bin/get_jsapi_ticket", () =>
      Promise.all(clients.map((client) => signJsapi(client, { kind: "corp", url, now }))),
    );
    const agent = await callsDuring("/cgi-bin/ticket/get", () =>
      Promise.all(clients.map((client) => signJsapi(client, { kind: "agent", url, now }))),
    );
    expect([corp, agent]).toEqual([1, 1]);
    const signed = await signJsapi(clients[0]!, { kind: "agent", url, now });
    expect(signed).toMatchObject({
      timestamp: Math.floor(now.getTime() / 1_000),
      signature: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
  });

  it("puts neither token nor secret into an error", async () => {
    const client = newClient({ config: { apiBase: "http://127.0.0.1:9", appSecret: "s3cr3t-s3cr3t" } });
    const error = await listFollowUsers(client).catch((reason: unknown) => reason);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("s3cr3t");
  });
});
