const path = require("node:path");
const { setTimeout: sleep } = require("node:timers/promises");
const { inVar, root } = require("../provision/checkout.js");
const { ensureAll, needs } = require("../provision/needs.js");
const { OperatorError } = require("../provision/operator-error.js");
const { keptSecret, writeJson } = require("../provision/run-files.js");
const { neededFor, provideServices } = require("../provision/services.js");
const { buildOrFail } = require("../build/build.js");
const { runToEnd } = require("./child.js");
const { settingsForCorp, startSandbox } = require("./sandbox.js");

/** Where the settings that Evergreen runs with are kept for `npm run scrm`; holds secrets, mode 600. */
const environmentFile = inVar("run", "env.json");

/** @throws {OperatorError} when production would run on play data. */
function refusePlayInProduction(settings) {
  if (settings.NODE_ENV !== "production") return;
  if (!settings.WECOM_CORP_ID) {
    throw new OperatorError(
      "NODE_ENV=production runs without the WeCom sandbox: set WECOM_CORP_ID and the other WECOM_* settings (config/example.env), or unset NODE_ENV.",
    );
  }
  if (settings.DEMO_DATA === "1") throw new OperatorError("NODE_ENV=production refuses DEMO_DATA=1.");
}

/**
 * All that Evergreen's processes stand on: a current build, MySQL, Redis, the sandbox (unless a real corp is configured),
 * a migrated database. What starts is added to `standing`, also when a later step fails.
 *
 * @returns `env` for the processes; `corp`, the sandbox's (null with a real one).
 */
async function raiseFoundation({ settings, addresses, home, say, standing }) {
  const given = { databaseUrl: settings.DATABASE_URL, redisUrl: settings.REDIS_URL };
  ensureAll([...neededFor(given), needs.compiler], { say });
  const [built, provided] = await Promise.allSettled([buildOrFail({ say }), provideServices({ home, given, say })]);
  const services = provided.value;
  // A server that takes longer than this is ended by its guardian, after us.
  if (services) standing.add({ stop: () => Promise.race([services.stop(), sleep(12_000, null, { ref: false })]) });
  for (const outcome of [provided, built]) if (outcome.status === "rejected") throw outcome.reason;

  let corp = null;
  if (!settings.WECOM_CORP_ID) {
    const sandbox = startSandbox({ addresses, settings, home, say });
    standing.add(sandbox);
    corp = await sandbox.corp();
  }
  const env = environmentFor({ settings, addresses, services, corp, home });
  writeJson(environmentFile, env);
  await migrate({ env: { ...settings, ...env }, home, say });
  return { env, corp };
}

/** The settings that we add to the operator's. In sandbox mode the corp's identity is the sandbox's, whatever was set. */
function environmentFor({ settings, addresses, services, corp, home }) {
  const forSandbox = corp
    ? { EVERGREEN_ADMINS: settings.EVERGREEN_ADMINS ?? "zhao.qiang", DEMO_DATA: settings.DEMO_DATA ?? "1" }
    : {};
  return {
    HOST: addresses.host,
    PORT: String(addresses.port),
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    EVERGREEN_SECRET: settings.EVERGREEN_SECRET ?? keptSecret(path.join(home.run, "secret")),
    ARCHIVE_HOST_PATH: settings.ARCHIVE_HOST_PATH ?? path.join(root, "dist/native/archive-host"),
    ...forSandbox,
    ...(corp ? settingsForCorp(corp, { addresses, home }) : {}),
  };
}

async function migrate({ env, home, say }) {
  const status = await runToEnd({ name: "migrate", entry: "dist/src/processes/migrate.js", env, home, say });
  if (status === 0) return;
  throw new OperatorError(
    `The database could not be migrated (status ${status}). Its log: ${path.join(home.log, "migrate.log")}`,
  );
}

module.exports = { environmentFile, environmentFor, raiseFoundation, refusePlayInProduction };
