const path = require("node:path");
const { root } = require("../provision/checkout.js");
const { provideServices } = require("../provision/services.js");

/**
 * What tests and measurements find in their environment. Servers may be given (`TEST_DATABASE_URL` and `TEST_REDIS_URL`,
 * else `DATABASE_URL` and `REDIS_URL`); `.env` is not read, since it may name the servers that the operator works on.
 */
async function testEnvironment({ home, given = givenServers(), chromium, say, disposable = true }) {
  const services = await provideServices({ home, given, say, disposable });
  const env = {
    ...process.env,
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    TEST_DATABASE_URL: services.serverUrl, // without a database: each Jest worker makes one of its own
    TEST_REDIS_URL: services.redisUrl,
    ARCHIVE_HOST_PATH: path.join(root, "dist/native/archive-host"),
    ...(chromium ? { CHROMIUM_PATH: chromium } : {}),
  };
  return { env, services };
}

const givenServers = (env = process.env) => ({
  databaseUrl: env.TEST_DATABASE_URL || env.DATABASE_URL,
  redisUrl: env.TEST_REDIS_URL || env.REDIS_URL,
});

module.exports = { givenServers, testEnvironment };
