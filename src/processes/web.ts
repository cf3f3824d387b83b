import { createServer } from "node:http";
import { capabilities } from "../capabilities";
import { createSurface } from "../surfaces";
import { boot } from "./boot";
import { takeWork } from "./take-work";

/** HTTP: callbacks, console, sidebar, pages, API. Any number of them may run. */
void boot("web", async (app, shutdown) => {
  const surface = createSurface(app, capabilities);
  const server = createServer(surface.listener);
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(app.config.port, app.config.host, resolve);
  });
  shutdown.add("http", async () => {
    surface.close();
    const closed = new Promise((resolve) => server.close(resolve));
    // Open event streams would hold the server for ever; requests under way get a moment to finish.
    setTimeout(() => server.closeAllConnections(), 3_000).unref();
    server.closeIdleConnections();
    await closed;
  });
  // A welcome code dies within 20 s: the process that hears of it greets too, so that neither a worker at full load nor a
  // stopped one keeps a new customer waiting. One at a time, because a greeting costs as much as twenty callbacks.
  takeWork(app, ["welcome"], { welcome: 1 });
  app.log.info({ host: app.config.host, port: app.config.port }, "listening");
});
