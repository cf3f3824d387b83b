const fs = require("node:fs");
const path = require("node:path");
const { spawn } = require("node:child_process");
const { setTimeout: sleep } = require("node:timers/promises");
const { OperatorError } = require("./operator-error.js");
const { worksIn, endProcess, isAlive } = require("./processes.js");

const guardian = path.join(__dirname, "guardian.sh");

/**
 * Starts a server under the guardian, in a session of its own: Ctrl-C in the terminal reaches us, not the database.
 *
 * @param spec.isReady resolves true once the server answers; called every 50 ms.
 * @returns `name`; `stop()` ends it gently; `ended` resolves with the exit status whenever it ends, asked or not.
 * @throws {OperatorError} with the last lines of its log when it ends or stays silent before it is ready.
 */
async function startGuarded({
  name,
  command,
  args,
  pidFile,
  logFile,
  isReady,
  env,
  patienceSeconds = 20,
  readyMs = 60_000,
}) {
  const logStart = fs.existsSync(logFile) ? fs.statSync(logFile).size : 0;
  const child = spawn("/bin/sh", [guardian, pidFile, logFile, String(patienceSeconds), command, ...args], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    env: env ?? process.env,
  });
  child.stdin.on("error", () => {}); // the guardian may be gone already: `ended` tells
  let status = null;
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      status = code ?? signal;
      resolve(status);
    });
  });
  const stop = async () => {
    child.stdin.end(); // the guardian takes it from here, as it would after our sudden death
    await ended;
  };

  const deadline = Date.now() + readyMs;
  while (!(await isReady())) {
    if (status !== null || Date.now() > deadline) {
      const reason =
        status === null ? `${name} did not answer within ${readyMs / 1000} s` : `${name} ended (${status})`;
      await stop();
      throw new OperatorError(`${reason}; its log ${logFile} ends with:\n${tail(logFile, logStart)}`);
    }
    await Promise.race([sleep(50), ended]);
  }
  return { name, stop, ended };
}

function tail(file, from) {
  if (!fs.existsSync(file)) return "  (empty)";
  const lines = fs.readFileSync(file).subarray(from).toString("utf8").trimEnd().split("\n");
  return lines
    .slice(-12)
    .map((line) => `  ${line}`)
    .join("\n");
}

/**
 * Clears what a killed run left behind: a server that is still closing down, or only its pid file. The id counts as ours
 * only when the process works in our data directory.
 */
async function endLeftover({ pidFile, dataDir, say, name }) {
  let pid;
  try {
    pid = Number(fs.readFileSync(pidFile, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
  if (isAlive(pid) && worksIn(pid, dataDir)) {
    say(`${name}: ending the one a killed run left behind (pid ${pid})`);
    await endProcess(pid);
  }
  fs.rmSync(pidFile, { force: true });
}

module.exports = { startGuarded, endLeftover };
