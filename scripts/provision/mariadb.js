const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { execFileSync } = require("node:child_process");
const { createHash, randomBytes } = require("node:crypto");
const { findBinary } = require("./binaries.js");
const { endLeftover, startGuarded } = require("./guarded-server.js");
const { OperatorError } = require("./operator-error.js");
const { freePort, greet } = require("./ports.js");
const { readJson, writeJson, writePrivate } = require("./run-files.js");

/** The server to use: MariaDB with what its set-up script needs, else MySQL; null when the machine has neither. */
function findDatabaseServer() {
  const mariadbd = findBinary("mariadbd");
  if (mariadbd) {
    const installDb = findBinary(["mariadb-install-db", "mysql_install_db"], nearby(mariadbd));
    if (installDb && findBinary("my_print_defaults", nearby(mariadbd)))
      return { flavour: "mariadb", server: mariadbd, installDb };
  }
  const mysqld = findBinary("mysqld");
  if (!mysqld) return null;
  const version = execFileSync(mysqld, ["--no-defaults", "--version"], { encoding: "utf8" });
  return /mariadb/i.test(version) ? null : { flavour: "mysql", server: mysqld };
}

const nearby = (server) => ["../bin", "../scripts", "."].map((step) => path.resolve(path.dirname(server), step));

/** Whoever runs us; the id alone in a container that has no such user. */
function userName() {
  try {
    return os.userInfo().username;
  } catch {
    return process.env.USER ?? "evergreen";
  }
}

const asRoot = process.getuid?.() === 0 ? ["--user=root"] : [];

// No LOAD DATA from, or SELECT INTO, files. Said outright, because Ubuntu's MySQL else wants a folder of the system's server.
const noFileAccess = "--secure-file-priv=NULL";

/**
 * A database server of this home alone: own data, own socket, a port on 127.0.0.1, a password of its own. The system's
 * server and configuration files are never read (`--no-defaults`).
 *
 * @param options.disposable true for tests: a crash of the machine may lose data, and waiting for the disk is saved.
 * @param options.settings further arguments of the server, for measurements; they win over ours.
 * @returns `{ serverUrl, databaseUrl(name), stop }`
 */
async function startDatabase(home, { say, disposable = false, settings = [] }) {
  const { flavour, server, installDb } = findDatabaseServer();
  const dataDir = home.data(flavour);
  const pidFile = path.join(home.run, "db.pid");
  await endLeftover({ pidFile, dataDir, say, name: flavour });
  if (!fs.existsSync(dataDir)) createDataDir({ flavour, server, installDb, dataDir, say });

  const runFile = path.join(home.run, "db.json");
  const remembered = readJson(runFile);
  const password = remembered?.password ?? randomBytes(18).toString("hex");
  const port = await freePort(remembered?.port);
  const setUpFile = path.join(home.run, "db-setup.sql");
  writePrivate(setUpFile, setUpStatements(flavour, password));

  const started = await startGuarded({
    name: flavour,
    command: server,
    args: [...serverArguments({ home, dataDir, port, setUpFile, flavour, disposable }), ...settings],
    pidFile,
    logFile: path.join(home.log, "db.log"),
    isReady: () => greetsAsMysql(port),
  });
  writeJson(runFile, { flavour, port, password, user: "evergreen" });
  const scheme = flavour === "mariadb" ? "mariadb" : "mysql";
  const serverUrl = `${scheme}://evergreen:${password}@127.0.0.1:${port}`;
  return { serverUrl, databaseUrl: (name) => `${serverUrl}/${name}`, ...started };
}

/** Prepared beside its final place and moved there when complete: an interrupted set-up leaves nothing to trip over. */
function createDataDir({ flavour, server, installDb, dataDir, say }) {
  say(
    `${flavour}: creating a private data directory (${path.basename(path.dirname(dataDir))}/${path.basename(dataDir)})`,
  );
  const draft = `${dataDir}.new`;
  fs.rmSync(draft, { recursive: true, force: true });
  const command =
    flavour === "mariadb"
      ? [
          installDb,
          "--no-defaults",
          `--datadir=${draft}`,
          "--skip-test-db",
          "--auth-root-authentication-method=socket",
          `--auth-root-socket-user=${userName()}`,
          "--skip-name-resolve",
          // Without --user, also as root: with it the script runs chown on the unquoted path.
        ]
      : [server, "--no-defaults", "--initialize-insecure", `--datadir=${draft}`, noFileAccess, ...asRoot];
  try {
    // By the environment: the script hands options on unquoted.
    const env = { ...process.env, TMPDIR: temporaryFolder(dataDir) };
    execFileSync(command[0], command.slice(1), { stdio: "pipe", env });
  } catch (error) {
    const output = `${error.stdout ?? ""}${error.stderr ?? ""}`.trimEnd().split("\n").slice(-12).join("\n  ");
    throw new OperatorError(`${flavour} could not create its data directory ${draft}:\n  ${output}`);
  }
  fs.renameSync(draft, dataDir);
}

function serverArguments({ home, dataDir, port, setUpFile, flavour, disposable }) {
  return [
    "--no-defaults",
    `--datadir=${dataDir}`,
    `--tmpdir=${temporaryFolder(dataDir)}`,
    `--socket=${socketPath(home)}`,
    `--pid-file=${path.join(dataDir, "server.pid")}`,
    "--bind-address=127.0.0.1",
    `--port=${port}`,
    `--init-file=${setUpFile}`,
    "--skip-name-resolve",
    "--skip-log-bin",
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_unicode_ci",
    "--max-connections=300",
    "--max-allowed-packet=64M",
    "--innodb-buffer-pool-size=256M",
    ...(flavour === "mysql" ? ["--mysqlx=OFF", noFileAccess] : []),
    ...(disposable
      ? ["--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=OFF", "--innodb-flush-method=nosync"]
      : ["--innodb-flush-log-at-trx-commit=1"]),
    ...asRoot,
  ];
}

/** One of its own: a server that starts removes every `#sql` file of its temporary folder, those of others at work included. */
function temporaryFolder(dataDir) {
  const folder = `${dataDir}.tmp`;
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}

/** Unix sockets end at 107 characters; a deep checkout gets one in the temporary folder, named after its own path. */
function socketPath(home) {
  const inside = path.join(home.run, "db.sock");
  if (Buffer.byteLength(inside) < 104) return inside;
  const name = createHash("sha256").update(home.directory).digest("hex").slice(0, 16);
  return path.join(os.tmpdir(), `evergreen-${name}.sock`);
}

/**
 * Runs at every start, before the server listens: so no moment exists in which it can be reached without a password,
 * and a lost `db.json` heals itself. Each statement on one line, as `--init-file` wants it.
 */
function setUpStatements(flavour, password) {
  const patterns = ["evergreen%", "scrm\\_test\\_%"];
  const hosts = ["127.0.0.1", "localhost"];
  const statements = hosts.flatMap((host) => [
    `CREATE USER IF NOT EXISTS 'evergreen'@'${host}' IDENTIFIED BY '${password}'`,
    `ALTER USER 'evergreen'@'${host}' IDENTIFIED BY '${password}'`,
    ...patterns.map((pattern) => `GRANT ALL PRIVILEGES ON \`${pattern}\`.* TO 'evergreen'@'${host}'`),
  ]);
  // `--initialize-insecure` leaves root without a password; MariaDB's root is tied to the system user instead.
  if (flavour === "mysql") statements.push(`ALTER USER 'root'@'localhost' IDENTIFIED BY '${password}'`);
  statements.push("CREATE DATABASE IF NOT EXISTS evergreen CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci");
  return `${statements.join(";\n")};\n`;
}

async function greetsAsMysql(port) {
  try {
    return (await greet({ port }))[4] === 10; // protocol version 10, after the packet's 4-byte head
  } catch {
    return false;
  }
}

module.exports = { findDatabaseServer, startDatabase };
