// npm run -s scrm -- COMMAND: the command line, with the settings of the running instance. When none runs, what the
// command stands on is started for its duration. Only the command writes to standard output.
import "./provision/node-version.js";
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { buildOrFail } from "./build/build.js";
import { homeAt, inVar, root } from "./provision/checkout.js";
import { claim, holderOf } from "./provision/claim.js";
import { installDependencies } from "./provision/dependencies.js";
import { tellFailure } from "./provision/operator-error.js";
import { freePort, isFree } from "./provision/ports.js";
import { readJson } from "./provision/run-files.js";
import { addressesOf } from "./run/addresses.js";
import { readSettings } from "./run/dotenv.js";
import { environmentFile, raiseFoundation } from "./run/foundation.js";
import { whenStarterIsGone } from "./run/signals.js";
import { Standing } from "./run/standing.js";

const say = (line) => console.error(line);
const runFile = inVar("run", "start.json");
const standing = new Standing();

/** Of an instance that is still starting, the addresses are not known yet: `where` comes with the ready line. */
async function runningInstance() {
  for (let waited = 0; ; waited += 200) {
    const holder = holderOf(runFile);
    if (!holder || holder.where || waited > 60_000) return holder;
    await sleep(200);
  }
}

async function environment(settings) {
  if (await runningInstance()) return { ...readJson(environmentFile), ...settings };
  await installDependencies({ say });
  if (settings.DATABASE_URL) {
    await buildOrFail({ say, names: ["server"] });
    return settings;
  }
  const claimed = claim(runFile);
  if (claimed.holder) return environment(settings);
  const addresses = addressesOf({ ...settings, SANDBOX_PORT: await sandboxPort(settings) });
  const foundation = await raiseFoundation({ settings, addresses, home: homeAt(inVar()), say, standing });
  return { ...settings, ...foundation.env };
}

/** The usual port when it is free together with the next one (the web view's), else another such pair. */
async function sandboxPort(settings) {
  let port = await freePort(Number(settings.SANDBOX_PORT ?? 3100));
  while (!(await isFree(port + 1))) port = await freePort();
  return port;
}

await tellFailure(async () => {
  let status = 1;
  process.on("SIGINT", () => {}); // the terminal sends it to the command too; we clean up after it
  try {
    const env = await environment(readSettings());
    status = await new Promise((resolve, reject) => {
      const args = [`${root}/dist/src/cli/main.js`, ...process.argv.slice(2)];
      const command = spawn(process.execPath, args, { stdio: "inherit", env });
      process.on("SIGTERM", () => command.kill("SIGTERM"));
      whenStarterIsGone(() => command.kill("SIGTERM"));
      command.once("error", reject);
      command.once("exit", (code, signal) => resolve(code ?? (signal ? 130 : 1)));
    });
  } finally {
    await standing.end();
  }
  process.exit(status);
});
