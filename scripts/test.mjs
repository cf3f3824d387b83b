// npm test: types, lint, unit, integration and browser tests, on servers of their own. Words after `--` go to Jest.
// The last line counts: every test, and each of the checks around them (builds, types, lint) as one.
import "./provision/node-version.js";
import { build } from "./build/build.js";
import { runJest } from "./check/jest.js";
import { reportChecks, staticChecks } from "./check/static-checks.js";
import { givenServers, testEnvironment } from "./check/test-environment.js";
import { homeAt, inVar } from "./provision/checkout.js";
import { claim } from "./provision/claim.js";
import { installDependencies } from "./provision/dependencies.js";
import { ensureAll, needs } from "./provision/needs.js";
import { OperatorError, tellFailure } from "./provision/operator-error.js";
import { neededFor } from "./provision/services.js";
import { endOnSignal } from "./run/signals.js";
import { Standing } from "./run/standing.js";

const say = (line) => console.log(line);

await tellFailure(async () => {
  const claimed = claim(inVar("run", "test.json"));
  if (claimed.holder) throw new OperatorError(`Tests run already in this checkout (pid ${claimed.holder.pid}).`);
  const standing = new Standing();
  endOnSignal({ say, end: () => standing.end(), kill: () => standing.kill(), status: 130 });
  let counts;
  try {
    await installDependencies({ say });
    const wanted = [needs.chromium, needs.chineseFont, needs.compiler, ...neededFor(givenServers())];
    const [chromium] = ensureAll(wanted, { say });
    const { env, services } = await testEnvironment({ home: homeAt(inVar("test")), chromium, say });
    standing.add(services);
    const checks = [...(await build({ say })), ...(await staticChecks({ say }))];
    reportChecks(checks, say);
    const failedChecks = checks.filter(({ problem }) => problem !== null).length;
    const tests = await runJest({ args: process.argv.slice(2), env, standing });
    counts = {
      passed: tests.passed + checks.length - failedChecks,
      failed: tests.failed + failedChecks,
      skipped: tests.skipped,
    };
  } finally {
    await standing.end();
  }
  say(`${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ""}`);
  process.exit(counts.failed > 0 ? 1 : 0);
});
