import type { App } from "../app";
import { capabilities } from "../capabilities";

const LOCK_SECONDS = 120;

/**
 * Runs the migrations under a named lock of the server, then the starter data of the capabilities (each only where its
 * table is empty).
 *
 * @returns names of the migrations applied.
 */
export async function migrateDatabase(app: App): Promise<string[]> {
  const lock = `evergreen:migrate:${app.db.options.database}`;
  const runner = app.db.createQueryRunner();
  try {
    const answer: { held: unknown }[] = await runner.query("SELECT GET_LOCK(?, ?) AS held", [lock, LOCK_SECONDS]);
    if (Number(answer[0]?.held) !== 1) throw new Error(`another migration has been running for ${LOCK_SECONDS} s`);
    const applied = await app.db.runMigrations({ transaction: "none" });
    for (const capability of capabilities) await capability.seed?.(app);
    return applied.map((migration) => migration.name);
  } finally {
    await runner.query("SELECT RELEASE_LOCK(?)", [lock]);
    await runner.release();
  }
}
