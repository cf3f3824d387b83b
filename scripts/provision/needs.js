const { aptInstall, canInstall, keepServiceOff } = require("./apt.js");
const { findBinary } = require("./binaries.js");
const { downloadChromium, downloadCommand, findChineseFont, findChromium, isUbuntu } = require("./chromium.js");
const { findCompiler } = require("./compiler.js");
const { findDatabaseServer } = require("./mariadb.js");
const { OperatorError } = require("./operator-error.js");
const { findRedis } = require("./redis.js");

/** What the machine must offer. `packages`: alternatives, tried in order, because releases name things differently. */
const needs = {
  database: {
    what: "a MySQL-compatible server",
    find: findDatabaseServer,
    packages: [
      ["mariadb-server-core", "mariadb-client-core"],
      ["mariadb-server-core-10.6", "mariadb-client-core-10.6"],
      ["mariadb-server"],
    ],
    elsewhere: {
      dnf: "mariadb-server",
      zypper: "mariadb",
      pacman: "mariadb",
      apk: "mariadb mariadb-client",
      brew: "mariadb",
    },
    otherwise: [
      "docker run -d -p 127.0.0.1:3306:3306 -e MYSQL_RANDOM_ROOT_PASSWORD=1 -e MYSQL_DATABASE=evergreen -e MYSQL_USER=evergreen -e MYSQL_PASSWORD=<password> mysql:8.0",
      "export DATABASE_URL=mysql://evergreen:<password>@127.0.0.1:3306/evergreen",
    ],
  },
  redis: {
    what: "a Redis server",
    find: findRedis,
    packages: [["redis-server"], ["valkey-server"]],
    services: ["redis-server", "valkey-server"],
    elsewhere: { dnf: "redis", zypper: "redis", pacman: "valkey", apk: "redis", brew: "redis" },
    otherwise: ["docker run -d -p 127.0.0.1:6379:6379 redis:7", "export REDIS_URL=redis://127.0.0.1:6379/0"],
  },
  compiler: {
    what: "a C compiler for the archive host",
    find: findCompiler,
    packages: [["gcc", "libc6-dev"]],
    elsewhere: { dnf: "gcc glibc-devel", zypper: "gcc glibc-devel", pacman: "gcc", apk: "gcc musl-dev", brew: "gcc" },
  },
  chromium: {
    what: "Chromium for the browser tests",
    find: findChromium,
    packages: isUbuntu() ? [] : [["chromium"]],
    fallBack: downloadChromium,
    fallBackCommand: downloadCommand,
    elsewhere: { dnf: "chromium", zypper: "chromium", pacman: "chromium", apk: "chromium", brew: "--cask chromium" },
    otherwise: ["export CHROMIUM_PATH=<path of a Chromium or Chrome>"],
  },
  chineseFont: {
    what: "a font with Chinese characters for the browser tests",
    find: findChineseFont,
    packages: [["fonts-noto-cjk"]],
    elsewhere: {
      dnf: "google-noto-sans-cjk-fonts",
      zypper: "noto-sans-cjk-fonts",
      pacman: "noto-fonts-cjk",
      apk: "font-noto-cjk",
      brew: "--cask font-noto-sans-cjk",
    },
  },
};

/**
 * Makes sure the machine has it, installing it on Debian and Ubuntu when we are root.
 * @returns what `need.find()` found.
 * @throws {OperatorError} when it is missing and cannot be installed here.
 */
function ensure(need, { say }) {
  const found = need.find();
  if (found) return found;
  if (canInstall()) {
    const installed = need.packages.length > 0 ? aptInstall(need.packages, { say, why: need.what }) : null;
    for (const service of need.services ?? []) if (installed?.includes(service)) keepServiceOff(service);
    const now = need.find();
    if (now) return now;
    if (need.fallBack) {
      say(`downloading ${need.what}`);
      const problem = need.fallBack();
      const downloaded = need.find();
      if (downloaded) return downloaded;
      throw new OperatorError(`${explain(need)}\n(The download failed: ${problem ?? "what came does not start"})`);
    }
  }
  throw new OperatorError(explain(need));
}

/**
 * The same for several; tells everything that is missing at once.
 * @returns what was found, in the order of `wanted`.
 */
function ensureAll(wanted, { say }) {
  const missing = [];
  const found = wanted.map((need) => {
    try {
      return ensure(need, { say });
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      missing.push(error.message);
      return null;
    }
  });
  if (missing.length > 0) throw new OperatorError(missing.join("\n\n"));
  return found;
}

function explain(need) {
  const lines = [`Evergreen needs ${need.what}, and this machine has none. Install it:`];
  if (need.packages.length === 0) {
    lines.push(`  ${need.fallBackCommand}`);
  } else if (findBinary("apt-get")) {
    lines.push(`  sudo apt-get install -y --no-install-recommends ${need.packages[0].join(" ")}`);
  } else {
    const manager = Object.keys(need.elsewhere).find((name) => findBinary(name));
    const command = {
      dnf: "sudo dnf install -y",
      zypper: "sudo zypper install -y",
      pacman: "sudo pacman -S",
      apk: "sudo apk add",
      brew: "brew install",
    };
    if (manager) lines.push(`  ${command[manager]} ${need.elsewhere[manager]}`);
    else lines.push(`  with your system's package manager (Debian: ${need.packages[0].join(" ")})`);
  }
  if (need.otherwise)
    lines.push(
      need.otherwise.length > 1 ? "or run it with Docker:" : "or name one:",
      ...need.otherwise.map((line) => `  ${line}`),
    );
  return lines.join("\n");
}

module.exports = { ensure, ensureAll, needs };
