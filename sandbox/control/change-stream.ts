import type { ServerResponse } from "node:http";
import type { World } from "../world/world";

const GATHER_MS = 50;
const PING_MS = 20_000;

/** Server-sent events: one `change` whenever something visible changed, gathered over a moment. */
export function streamChanges(world: World, response: ServerResponse): void {
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    connection: "keep-alive",
  });
  response.write(": ready\n\n");
  let timer: NodeJS.Timeout | null = null;
  const stop = world.watch(() => {
    timer ??= setTimeout(() => {
      timer = null;
      response.write(`event: change\ndata: ${JSON.stringify({ n: world.journal.lastNumber() })}\n\n`);
    }, GATHER_MS);
  });
  const ping = setInterval(() => response.write(": ping\n\n"), PING_MS);
  response.on("close", () => {
    stop();
    clearInterval(ping);
    if (timer) clearTimeout(timer);
  });
}
