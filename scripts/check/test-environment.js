const path = require("node:path");
const { root } = require("../provision/checkout.js");
const { provideServices } = require("../provision/services.js");

/**
 * What tests and measurements find in their environment. Servers may be given (`TEST_DATABASE_URL` and `TEST_REDIS_URL`,
 * else `DATABASE_URL` and `REDIS_URL`); `.env` is not read, since it may name the servers that the operator works on.
 */
async function testEnvironment({ home, found, say, disposable = true }) {
  const given = {
    databaseUrl: process.env.TEST_DATABASE_URL || process.env.DATABASE_URL,
    redisUrl: process.env.TEST_REDIS_URL || process.env.REDIS_URL,
  };
  const services = await provideServices({ home, given, say, disposable });
  const env = {
    ...process.env,
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    TEST_DATABASE_URL: services.serverUrl, // without a database: each Jest worker makes one of its own
    TEST_REDIS_URL: services.redisUrl,
    ARCHIVE_HOST_PATH: path.join(root, "dist/native/archive-host"),
    ...(found.chromium ? { CHROMIUM_PATH: found.chromium } : {}),
  };
  return { env, services };
}

module.exports = { testEnvironment };
