const fs = require("node:fs");
const path = require("node:path");
const { randomBytes } = require("node:crypto");
const { findBinary } = require("./binaries.js");
const { endLeftover, startGuarded } = require("./guarded-server.js");
const { freePort, greet } = require("./ports.js");
const { readJson, writeJson, writePrivate } = require("./run-files.js");

const findRedis = () => findBinary(["redis-server", "valkey-server"]);

/**
 * A Redis of this home alone. Nothing is written to disk: MySQL is the only truth, every job is rebuilt from rows.
 * @returns `{ url, stop }`
 */
async function startRedis(home, { say }) {
  const directory = home.data("redis");
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  const pidFile = path.join(home.run, "redis.pid");
  const configFile = path.join(home.run, "redis.conf");
  await endLeftover({ pidFile, dataDir: directory, say, name: "redis" });

  const runFile = path.join(home.run, "redis.json");
  const remembered = readJson(runFile);
  const password = remembered?.password ?? randomBytes(18).toString("hex");
  const port = await freePort(remembered?.port);
  // In a file, not on the command line, where every user of the machine could read the password.
  const settings = {
    bind: "127.0.0.1",
    port,
    requirepass: password,
    dir: JSON.stringify(directory),
    save: '""',
    appendonly: "no",
    "maxmemory-policy": "noeviction",
    daemonize: "no",
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
  writePrivate(configFile, `${lines.join("\n")}\n`);

  const server = await startGuarded({
    name: "redis",
    command: findRedis(),
    args: [configFile],
    pidFile,
    logFile: path.join(home.log, "redis.log"),
    isReady: () => answersPing(port, password),
  });
  writeJson(runFile, { port, password });
  return { url: `redis://:${password}@127.0.0.1:${port}/0`, ...server };
}

async function answersPing(port, password) {
  try {
    return (await greet({ port, hello: `AUTH ${password}\r\n` })).toString().startsWith("+OK");
  } catch {
    return false;
  }
}

module.exports = { findRedis, startRedis };
