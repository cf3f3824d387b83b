import { buildApp, closeApp } from "../../src/app";
import { capabilities } from "../../src/capabilities";
import { advanceRetention, startRetention } from "../../src/compliance/retention";
import { ManualClock } from "../../src/platform/clock";
import { loadConfig } from "../../src/platform/config";
import type { ArchiveWorld } from "./world";

const YEARS_MS = 4 * 366 * 86_400_000;

/**
 * Four years later: everything the world has is too old. Without the pauses that leave the server to others at night.
 *
 * @returns messages a second, with their rows, files and places in the index.
 */
export async function removeAll(world: ArchiveWorld): Promise<number> {
  const clock = new ManualClock(new Date(Date.now() + YEARS_MS));
  const app = await buildApp({ config: loadConfig(world.env), capabilities, process: "bench", clock });
  try {
    const messages = await world.count("messages");
    await startRetention(app, world.corpId);
    const startedAt = performance.now();
    while ((await advanceRetention(app, world.corpId, { budgetMs: 60_000, pauseMs: 0 })) === "running");
    const perSecond = messages / ((performance.now() - startedAt) / 1_000);
    const left = await world.count("messages");
    if (left > 0) throw new Error(`retention: ${left} of ${messages} left`);
    return perSecond;
  } finally {
    await closeApp(app);
  }
}
