import { createConnection } from "mysql2/promise";
import { entitiesOf } from "../src/app";
import { capabilities } from "../src/capabilities";
import { openDatabase } from "../src/platform/db";
import { testDatabase, testServices } from "./services";

async function emptyDatabase(): Promise<string> {
  const url = new URL(await testDatabase("_schema"));
  const name = url.pathname.slice(1);
  const server = new URL(testServices().databaseUrl);
  const connection = await createConnection({
    host: server.hostname,
    port: Number(server.port || 3306),
    user: decodeURIComponent(server.username),
    password: decodeURIComponent(server.password),
  });
  await connection.query(`DROP DATABASE \`${name}\``);
  await connection.end();
  return testDatabase("_schema");
}

describe("schema", () => {
  it("has migrations that lead from nothing to exactly what the entities say, and back", async () => {
    const db = await openDatabase({ url: await emptyDatabase(), poolSize: 2, entities: entitiesOf(capabilities) });
    try {
      await db.runMigrations({ transaction: "none" });
      const differences = await db.driver.createSchemaBuilder().log();
      expect(differences.upQueries.map((query) => query.query)).toEqual([]);

      for (let left = db.migrations.length; left > 0; left -= 1) await db.undoLastMigration({ transaction: "none" });
      const tables: unknown[] = await db.query("SHOW TABLES");
      expect(tables.map((row) => Object.values(row as object)[0])).toEqual(["migrations"]);
      await db.runMigrations({ transaction: "none" });
      expect(await db.showMigrations()).toBe(false);
    } finally {
      await db.destroy();
    }
  });
});
