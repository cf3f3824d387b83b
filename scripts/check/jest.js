const fs = require("node:fs");
const path = require("node:path");
const { spawn } = require("node:child_process");
const { inVar, root } = require("../provision/checkout.js");
const { readJson } = require("../provision/run-files.js");

const jestProgram = path.join(root, "node_modules/jest/bin/jest.js");

/**
 * Runs Jest in a process group of its own: whatever a test leaves running goes with it.
 * @returns `{ passed, failed, skipped }`; a test file that could not be run counts as one failure.
 */
async function runJest({ args, env, standing }) {
  const report = inVar("test", "jest.json");
  fs.rmSync(report, { force: true });
  const command = [
    "--max-old-space-size=1536",
    jestProgram,
    "--maxWorkers=2",
    "--json",
    `--outputFile=${report}`,
    ...args,
  ];
  const child = spawn(process.execPath, command, {
    cwd: root,
    env,
    detached: true,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const endGroup = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
  };
  const exited = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? signal));
  });
  standing.add({
    async stop() {
      endGroup("SIGTERM");
      await exited;
      endGroup("SIGKILL");
    },
    kill: () => endGroup("SIGKILL"),
  });
  const status = await exited;
  return countsOf(readJson(report), status);
}

function countsOf(report, status) {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

module.exports = { countsOf, runJest };
