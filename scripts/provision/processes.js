const fs = require("node:fs");
const { setTimeout: sleep } = require("node:timers/promises");

/** Whether a process with this id exists. A zombie has ended: only its parent has not looked yet. */
function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
  return statOf(pid)?.state !== "Z";
}

function statOf(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in brackets may hold spaces; the fields after it are fixed.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
    return { name, state: fields[0], parent: Number(fields[1]), startedAt: fields[19] };
  } catch {
    return null;
  }
}

const parentOf = (pid) => (pid === process.pid ? process.ppid : statOf(pid)?.parent);
const nameOf = (pid) => statOf(pid)?.name ?? "";

/** Names one process for good: ids are handed out again, an id together with its start time is not. */
const identityOf = (pid) => ({ pid, startedAt: statOf(pid)?.startedAt ?? null });

function isSameProcess(identity) {
  if (!identity || !isAlive(identity.pid)) return false;
  return identity.startedAt === null || statOf(identity.pid)?.startedAt === identity.startedAt;
}

/** Whether the process works in that folder: our servers do in their data folder, so a re-used id is told apart. */
function worksIn(pid, folder) {
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`) === fs.realpathSync(folder);
  } catch {
    return false;
  }
}

/** Whether `words` stand on the command line the process was started with. */
function commandLineHas(pid, words) {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").includes(words);
  } catch {
    return false;
  }
}

/** Asks the process to end, insists after `patienceMs`; resolves when it is gone. */
async function endProcess(pid, patienceMs = 20_000) {
  const signal = (name) => {
    try {
      process.kill(pid, name);
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
  };
  signal("SIGTERM");
  const deadline = Date.now() + patienceMs;
  while (isAlive(pid)) {
    if (Date.now() > deadline) signal("SIGKILL");
    await sleep(50);
  }
}

module.exports = { isAlive, nameOf, parentOf, identityOf, isSameProcess, commandLineHas, worksIn, endProcess };
