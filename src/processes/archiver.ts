import { startArchiver } from "../archive";
import { boot } from "./boot";

/** Pulls the conversation archive. Several may run; one per corp acts, by lease. */
void boot("archiver", async (app, shutdown) => {
  const archiver = await startArchiver(app);
  shutdown.add("archiver", () => archiver.stop());
});
