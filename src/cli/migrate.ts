import { migrateDatabase } from "../processes/migrate-database";
import type { Command } from "./commands";
import { print, withApp } from "./with-app";

export const migrate: Command = {
  summary: "bring the database to this version",
  run: () =>
    withApp(async (app) => {
      const applied = await migrateDatabase(app);
      for (const name of applied) print(name);
      print(applied.length === 0 ? "nothing to do" : `${applied.length} applied`);
      return 0;
    }),
};
