import { type App, buildApp, closeApp } from "../app";
import { capabilities } from "../capabilities";
import { ConfigError, loadConfig } from "../platform/config";
import { Shutdown } from "../platform/shutdown";

/**
 * Starts one process: configuration, connections, then `run`. What `run` registers with `shutdown` is undone before the
 * connections are closed.
 */
export async function boot(name: string, run: (app: App, shutdown: Shutdown) => Promise<void>): Promise<void> {
  const config = readConfig();
  const app = await buildApp({ config, capabilities, process: name });
  const shutdown = new Shutdown(app.log);
  shutdown.add("connections", () => closeApp(app));
  shutdown.listen();
  process.on("unhandledRejection", (error) => {
    app.log.fatal({ error }, "unhandled rejection");
    process.exit(1);
  });
  await run(app, shutdown);
  app.log.info("started");
}

function readConfig() {
  try {
    return loadConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(
      `Configuration is not complete (every variable is explained in config/example.env):\n${error.message}\n`,
    );
    process.exit(1);
  }
}
