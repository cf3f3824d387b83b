import { type App, buildApp, closeApp } from "../app";
import { capabilities } from "../capabilities";
import { loadConfig } from "../platform/config";

/** Runs one command against the live database, quietly: stdout belongs to the command's result. */
export async function withApp<T>(run: (app: App) => Promise<T>): Promise<T> {
  const config = loadConfig({ ...process.env, LOG_LEVEL: process.env.SCRM_LOG_LEVEL ?? "silent" });
  const app = await buildApp({ config, capabilities, process: "cli" });
  try {
    return await run(app);
  } finally {
    await closeApp(app);
  }
}

export function print(line = ""): void {
  process.stdout.write(`${line}\n`);
}
