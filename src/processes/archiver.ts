import { startArchiver } from "../archive";
import { startMediaDownloader } from "../media";
import { boot } from "./boot";

/** Pulls the conversation archive and downloads its files. Several may run; one per corp acts, by lease. */
void boot("archiver", async (app, shutdown) => {
  const archiver = await startArchiver(app);
  const downloader = startMediaDownloader(app);
  shutdown.add("archiver", async () => {
    await Promise.all([archiver.stop(), downloader.stop()]);
  });
});
