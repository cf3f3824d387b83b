// MariaDB and Redis for development and single test runs, kept in the foreground until Ctrl-C:
//   node scripts/dev-services.mjs
// The addresses are printed and kept in var/run/test-services.json, which the test harness reads.
import "./provision/node-version.js";
import fs from "node:fs";
import { homeAt, inVar } from "./provision/checkout.js";
import { tellFailure } from "./provision/operator-error.js";
import { identityOf, isSameProcess } from "./provision/processes.js";
import { readJson, writeJson } from "./provision/run-files.js";
import { provideServices } from "./provision/services.js";
import { whenStarterIsGone } from "./run/signals.js";

const runFile = inVar("run", "test-services.json");
const say = (line) => console.log(`services: ${line}`);

const running = readJson(runFile);
if (running && isSameProcess(running.owner)) {
  console.log(`Already running (pid ${running.owner.pid}).`);
  print(running);
  process.exit(0);
}

const services = await tellFailure(() => provideServices({ home: homeAt(inVar("dev")), say, disposable: true }));
const addresses = { TEST_DATABASE_URL: services.serverUrl, TEST_REDIS_URL: services.redisUrl };
writeJson(runFile, { ...addresses, owner: identityOf(process.pid) });
print(addresses);

let stopping = false;
async function stop(status) {
  if (stopping) return;
  stopping = true;
  fs.rmSync(runFile, { force: true });
  await services.stop();
  process.exit(status);
}
whenStarterIsGone(() => stop(0));
process.on("SIGTERM", () => stop(0));
process.on("SIGINT", () => stop(0));
function print({ TEST_DATABASE_URL, TEST_REDIS_URL }) {
  console.log(`TEST_DATABASE_URL=${TEST_DATABASE_URL} TEST_REDIS_URL=${TEST_REDIS_URL}`);
}
