const path = require("node:path");
const { spawnSync } = require("node:child_process");
const { findBinary } = require("./binaries.js");
const { exclusively } = require("./claim.js");
const { inVar, root } = require("./checkout.js");
const { OperatorError } = require("./operator-error.js");
const { readJson } = require("./run-files.js");

/**
 * Whether `node_modules` holds what the lock file asks for, told by npm's own record of what it installed. File times
 * would not do: a checkout gives both files the same one. Optional packages of other platforms may be missing.
 */
function isInstalled(lock, installed) {
  if (!lock || !installed) return false;
  return Object.entries(lock.packages).every(([location, wanted]) => {
    if (location === "" || wanted.link) return true;
    const present = installed.packages[location];
    return present ? present.version === wanted.version : Boolean(wanted.optional || wanted.devOptional);
  });
}

/** Installs the locked dependencies when they are missing or older than the lock file. */
async function installDependencies({ say }) {
  const upToDate = () => {
    const lock = readJson(path.join(root, "package-lock.json"));
    return isInstalled(lock, readJson(path.join(root, "node_modules/.package-lock.json")));
  };
  if (upToDate()) return;
  await exclusively(inVar("run", "npm.lock"), () => {
    if (upToDate()) return;
    say("installing dependencies (npm ci)");
    let { problem, output } = runNpm("ci");
    // A registry that carries packages for its own platform alone leaves the others out of the lock file, and `npm ci`
    // refuses such a lock. `npm install` keeps to the locked versions as well; `--no-save` keeps it from rewriting them.
    if (problem && /\bEUSAGE\b/.test(output)) ({ problem, output } = runNpm("install", "--no-save"));
    if (problem) throw new OperatorError(`The dependencies could not be installed:\n${output}`);
  });
}

/** Development dependencies too: what we start is built here, also with NODE_ENV=production. */
function runNpm(...words) {
  const [command, ...first] = npmCommand();
  const args = [...first, ...words, "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: "utf8", maxBuffer: 64 << 20 });
  return { problem: status !== 0, output: `${stdout ?? ""}${stderr ?? ""}`.trimEnd() };
}

/** The npm that runs us, else the one beside this Node, else the one on the PATH. */
function npmCommand() {
  if (process.env.npm_execpath?.endsWith("npm-cli.js")) return [process.execPath, process.env.npm_execpath];
  const npm = findBinary("npm", [path.dirname(process.execPath)]);
  if (!npm) throw new OperatorError("npm was not found beside Node; install it, then run `npm ci`");
  return [npm];
}

module.exports = { installDependencies, isInstalled };
