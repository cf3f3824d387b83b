const fs = require("node:fs");
const path = require("node:path");
const { setTimeout: sleep } = require("node:timers/promises");
const { identityOf, isSameProcess } = require("./processes.js");
const { readJson, writeJson } = require("./run-files.js");

/**
 * Claims something that one process may have at a time. The claim of a dead process does not count.
 *
 * @returns `{ release, note }`, where `note(facts)` adds facts for others to read; or `{ holder }`, the facts of the living one.
 */
function claim(file) {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  for (;;) {
    try {
      fs.writeFileSync(file, JSON.stringify(identityOf(process.pid)), { flag: "wx", mode: 0o600 });
      const release = () => {
        if (readJson(file)?.pid === process.pid) fs.rmSync(file, { force: true });
      };
      process.once("exit", release);
      return { release, note: (facts) => writeJson(file, { ...identityOf(process.pid), ...facts }) };
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const holder = holderOf(file);
    if (holder) return { holder };
    fs.rmSync(file, { force: true });
  }
}

/** The living holder's facts, or null. */
function holderOf(file) {
  const facts = readJson(file);
  return isSameProcess(facts) ? facts : null;
}

/** Does `work` while nobody else does work under this claim. */
async function exclusively(file, work) {
  let claimed = claim(file);
  while (claimed.holder) {
    await sleep(200);
    claimed = claim(file);
  }
  try {
    return await work();
  } finally {
    claimed.release();
  }
}

module.exports = { claim, holderOf, exclusively };
