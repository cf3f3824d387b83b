import type { Pool, RowDataPacket } from "mysql2/promise";
import { runNode } from "./servers";
import type { World } from "./world";

/** Builds the search index with the command an operator would use, unless an earlier run did. */
export async function indexWorld(
  db: Pool,
  env: NodeJS.ProcessEnv,
  world: World,
  say: (line: string) => void,
): Promise<void> {
  const [rows] = await db.query<RowDataPacket[]>(
    "SELECT COALESCE(SUM(docs), 0) AS docs FROM message_index_segments WHERE state = 'live'",
  );
  if (Number(rows[0]?.docs) >= world.messages) return;
  say(`search: indexing ${world.messages} messages`);
  const startedAt = performance.now();
  await runNode(["dist/src/cli/main.js", "archive", "reindex"], env);
  say(`search: indexed, ${Math.round((world.messages / (performance.now() - startedAt)) * 1_000)} messages a second`);
}

/** Bytes of the index as a share of those of the messages, keys included on both sides. */
export async function indexSize(db: Pool): Promise<number> {
  await db.query("ANALYZE TABLE messages, message_index_segments, message_index_pages, message_index_backlog");
  const [rows] = await db.query<RowDataPacket[]>(
    `SELECT SUM(IF(table_name = 'messages', data_length + index_length, 0)) AS messages,
       SUM(IF(table_name LIKE 'message\\_index\\_%', data_length + index_length, 0)) AS search
     FROM information_schema.tables WHERE table_schema = DATABASE()`,
  );
  return Number(rows[0]?.search) / Number(rows[0]?.messages);
}
