import { buildApp, closeApp } from "../app";
import { capabilities } from "../capabilities";
import { loadConfig } from "../platform/config";
import { migrateDatabase } from "./migrate-database";

/** Brings the database to this version; exits 0 when nothing is left to do. Two at once wait for each other. */
async function main() {
  const app = await buildApp({ config: loadConfig(process.env), capabilities, process: "migrate" });
  try {
    const applied = await migrateDatabase(app);
    app.log.info({ applied }, "database is up to date");
  } finally {
    await closeApp(app);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`migrate: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
