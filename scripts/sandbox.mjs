// npm run sandbox: the local WeCom alone, for conformance suites and other clients. Each port has a state of its own.
import "./provision/node-version.js";
import { spawn } from "node:child_process";
import { buildOrFail } from "./build/build.js";
import { inVar, root } from "./provision/checkout.js";
import { installDependencies } from "./provision/dependencies.js";
import { ensure, needs } from "./provision/needs.js";
import { OperatorError, tellFailure } from "./provision/operator-error.js";
import { addressesOf } from "./run/addresses.js";
import { readSettings } from "./run/dotenv.js";
import { whenStarterIsGone } from "./run/signals.js";

const say = (line) => console.error(line);

await tellFailure(async () => {
  const settings = readSettings();
  const addresses = addressesOf(settings);
  await installDependencies({ say });
  try {
    ensure(needs.compiler, { say });
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    say(`${error.message}\nWithout it the sandbox has no archive library; the rest works.`);
  }
  await buildOrFail({ say, names: ["server", "sandbox page"] });
  const env = {
    ...settings,
    SANDBOX_PORT: String(addresses.sandboxPort),
    SANDBOX_DATA_DIR: settings.SANDBOX_DATA_DIR ?? inVar(`sandbox-${addresses.sandboxPort}`, "data"),
    EVERGREEN_URL: settings.EVERGREEN_URL ?? addresses.evergreen,
  };
  const args = ["--require", `${root}/scripts/run/follow-parent.js`, `${root}/dist/sandbox/main.js`];
  const sandbox = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => sandbox.kill(signal));
  whenStarterIsGone(() => sandbox.kill("SIGTERM"));
  sandbox.once("exit", (code) => process.exit(code ?? 0));
});
