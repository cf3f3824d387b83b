const { ensureAll, needs } = require("./needs.js");
const { startDatabase } = require("./mariadb.js");
const { startRedis } = require("./redis.js");

/**
 * MySQL and Redis, in this order of preference: those named in `given` (nothing is started or installed for them),
 * private instances of this home, private instances from freshly installed packages. A private instance that ends by
 * itself is started again on its port, with its data.
 *
 * @param options.given `{ databaseUrl, redisUrl }`, either may be missing.
 * @returns `databaseUrl` (with a database name), `serverUrl` (without one), `redisUrl`; `stop()` ends what was started.
 * @throws {OperatorError} when one is needed and cannot be had here.
 */
async function provideServices({ home, given = {}, say, disposable = false }) {
  ensureAll(neededFor(given), { say });
  const outcomes = await Promise.allSettled([
    given.databaseUrl ? null : keepUp(() => startDatabase(home, { say, disposable }), say),
    given.redisUrl ? null : keepUp(() => startRedis(home, { say }), say),
  ]);
  const started = outcomes.map(({ value }) => value).filter(Boolean);
  const stop = () => Promise.all(started.map((service) => service.stop()));
  const failed = outcomes.find(({ status }) => status === "rejected");
  if (failed) {
    await stop();
    throw failed.reason;
  }
  const [database, redis] = outcomes.map(({ value }) => value?.first);
  return {
    databaseUrl: given.databaseUrl ?? database.databaseUrl("evergreen"),
    serverUrl: given.databaseUrl ? withoutDatabase(given.databaseUrl) : database.serverUrl,
    redisUrl: given.redisUrl ?? redis.url,
    stop,
  };
}

/** What the machine must offer for the servers that are not given. */
const neededFor = ({ databaseUrl, redisUrl }) => [
  ...(databaseUrl ? [] : [needs.database]),
  ...(redisUrl ? [] : [needs.redis]),
];

/** Starts a server and starts it again whenever it ends unasked. The first start's failure is the caller's. */
async function keepUp(start, say) {
  const first = await start();
  let running = first;
  let stopping = false;
  const again = async () => {
    if (stopping) return;
    say(`${first.name}: ended by itself, starting again`);
    try {
      running = await start();
      if (stopping) await running.stop();
      running.ended.then(again);
    } catch (error) {
      say(`${first.name}: ${error.message}`);
      setTimeout(again, 5000).unref();
    }
  };
  first.ended.then(again);
  const stop = () => {
    stopping = true;
    return running.stop();
  };
  return { first, stop };
}

/** Tests append names to it, so it ends after the port. */
function withoutDatabase(databaseUrl) {
  const url = new URL(databaseUrl);
  url.pathname = "";
  url.search = "";
  return url.toString().replace(/\/$/, "");
}

module.exports = { neededFor, provideServices };
