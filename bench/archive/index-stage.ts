import { buildApp, closeApp } from "../../src/app";
import { capabilities } from "../../src/capabilities";
import { indexMessages } from "../../src/conversations/search";
import { loadConfig } from "../../src/platform/config";
import { wordsAt } from "./talk";
import type { ArchiveWorld } from "./world";

const PAGE = 1_000;

/** The search index alone: pages of new messages made findable, each with its own commit. @returns messages a second. */
export async function indexStage(world: ArchiveWorld, count: number): Promise<number> {
  const app = await buildApp({ config: loadConfig(world.env), capabilities, process: "bench" });
  try {
    let spentMs = 0;
    for (let from = 0; from < count; from += PAGE) {
      const messages = Array.from({ length: PAGE }, (_, i) => {
        const { text, userid } = wordsAt(from + i);
        const threadId = String(1 + ((from + i) % 500));
        const sentAt = new Date(world.startMs + (from + i) * 90);
        return { id: String(from + i + 1), threadId, sentAt, msgtype: "text", text, userid };
      });
      const startedAt = performance.now();
      await app.work.transaction((tx) => indexMessages(app, tx, world.corpId, messages));
      if (from > 0) spentMs += performance.now() - startedAt;
    }
    return (count - PAGE) / (spentMs / 1_000);
  } finally {
    await closeApp(app);
  }
}
