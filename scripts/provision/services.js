const { ensure, needs } = require("./needs.js");
const { startDatabase } = require("./mariadb.js");
const { startRedis } = require("./redis.js");

/**
 * MySQL and Redis, in this order of preference: those named in `given` (nothing is started or installed for them),
 * private instances of this home, private instances from freshly installed packages.
 *
 * @param options.given `{ databaseUrl, redisUrl }`, either may be missing.
 * @returns `databaseUrl` (with a database name), `serverUrl` (without one), `redisUrl`; `stop()` ends what was started;
 *   `ended` resolves with a service's name when a private instance ends by itself.
 * @throws {MissingError} when one is needed and cannot be had here.
 */
async function provideServices({ home, given = {}, say, disposable = false }) {
  const started = [];
  const stop = async () => {
    await Promise.all(started.map((service) => service.stop()));
  };
  if (!given.databaseUrl) ensure(needs.database, { say });
  if (!given.redisUrl) ensure(needs.redis, { say });
  const begin = async (starting) => {
    const service = await starting;
    started.push(service);
    return service;
  };
  const [database, redis] = await Promise.allSettled([
    given.databaseUrl ? null : begin(startDatabase(home, { say, disposable })),
    given.redisUrl ? null : begin(startRedis(home, { say })),
  ]);
  const failed = [database, redis].find((outcome) => outcome.status === "rejected");
  if (failed) {
    await stop();
    throw failed.reason;
  }
  const watched = started.map((service) => service.ended.then(() => service.name));
  return {
    databaseUrl: given.databaseUrl ?? database.value.databaseUrl("evergreen"),
    serverUrl: given.databaseUrl ? withoutDatabase(given.databaseUrl) : database.value.serverUrl,
    redisUrl: given.redisUrl ?? redis.value.url,
    ended: watched.length > 0 ? Promise.race(watched) : new Promise(() => {}),
    stop,
  };
}

function withoutDatabase(databaseUrl) {
  const url = new URL(databaseUrl);
  url.pathname = "";
  return url.toString().replace(/\/$/, "");
}

module.exports = { provideServices };
