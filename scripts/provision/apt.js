const fs = require("node:fs");
const { spawnSync } = require("node:child_process");
const { findBinary } = require("./binaries.js");
const { OperatorError } = require("./operator-error.js");

const policyFile = "/usr/sbin/policy-rc.d";
const aptOptions = ["-y", "-q", "-o", "DPkg::Lock::Timeout=300"];
const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };

const canInstall = () => process.getuid?.() === 0 && findBinary("apt-get") !== null;

let listsAreFresh = false;

/**
 * Installs the first of `choices` (lists of package names; releases name things differently) that this release has,
 * without recommended extras and without letting a package start or enable a service.
 *
 * @returns the installed names, or null when the release has none of the choices.
 * @throws {OperatorError} with apt's last lines when the installation fails.
 */
function aptInstall(choices, { say, why }) {
  if (!listsAreFresh) {
    apt(["update", ...aptOptions]);
    listsAreFresh = true;
  }
  const packages = choices.find(
    (names) =>
      spawnSync("apt-get", ["install", "-s", "--no-install-recommends", ...names], { env: environment }).status === 0,
  );
  if (!packages) return null;
  say(`installing ${packages.join(" ")} (${why})`);
  withServicesHeldBack(() => apt(["install", ...aptOptions, "--no-install-recommends", ...packages]));
  return packages;
}

function apt(args) {
  const { status, stdout, stderr } = spawnSync("apt-get", args, {
    env: environment,
    encoding: "utf8",
    maxBuffer: 64 << 20,
  });
  if (status === 0) return;
  const output = `${stdout}${stderr}`.trimEnd().split("\n").slice(-12).join("\n  ");
  throw new OperatorError(`apt-get ${args[0]} failed:\n  ${output}`);
}

/** Debian asks `policy-rc.d` before a package starts a service; 101 means no. An existing policy is left as it is. */
function withServicesHeldBack(work) {
  const ours = !fs.existsSync(policyFile);
  if (ours) fs.writeFileSync(policyFile, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    work();
  } finally {
    if (ours) fs.rmSync(policyFile, { force: true });
  }
}

/** Takes back that a freshly installed package wants its service started at the next boot. */
function keepServiceOff(service) {
  const commands = [
    ["systemctl", "disable", `${service}.service`],
    ["update-rc.d", service, "disable"],
  ];
  for (const [command, ...args] of commands) {
    if (findBinary(command)) spawnSync(command, args, { stdio: "ignore" });
  }
}

module.exports = { canInstall, aptInstall, keepServiceOff };
