// npm run bench [-- NAME…]: measurements, on servers of their own with the durability of production.
import "./provision/node-version.js";
import { spawn } from "node:child_process";
import { buildOrFail } from "./build/build.js";
import { testEnvironment } from "./check/test-environment.js";
import { homeAt, inVar, root } from "./provision/checkout.js";
import { claim } from "./provision/claim.js";
import { installDependencies } from "./provision/dependencies.js";
import { OperatorError, tellFailure } from "./provision/operator-error.js";
import { whenStarterIsGone } from "./run/signals.js";
import { Standing } from "./run/standing.js";

const say = (line) => console.error(line);

await tellFailure(async () => {
  const claimed = claim(inVar("run", "bench.json"));
  if (claimed.holder)
    throw new OperatorError(`A measurement runs already in this checkout (pid ${claimed.holder.pid}).`);
  const standing = new Standing();
  let status = 1;
  try {
    await installDependencies({ say });
    await buildOrFail({ say });
    const { env, services } = await testEnvironment({
      home: homeAt(inVar("bench")),
      found: {},
      say,
      disposable: false,
    });
    standing.add(services);
    const args = ["--import", "tsx", "bench/index.ts", ...process.argv.slice(2)];
    const bench = spawn(process.execPath, args, { cwd: root, env, stdio: "inherit" });
    for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => bench.kill(signal));
    whenStarterIsGone(() => bench.kill("SIGTERM"));
    status = await new Promise((resolve) => bench.once("exit", (code) => resolve(code ?? 130)));
  } finally {
    await standing.end();
  }
  process.exit(status);
});
