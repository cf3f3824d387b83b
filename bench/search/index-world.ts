import { createHash } from "node:crypto";
import type { Pool, RowDataPacket } from "mysql2/promise";
import { buildSegment } from "../../src/conversations/search/build-segment";
import { plainCoder } from "../../src/conversations/search/tokens";
import { runNode } from "./servers";
import { World } from "./world";

/** Messages in the sample by which the code of an index is known. */
const SAMPLE = 2_000;

/** Builds the search index with the command an operator would use, unless an earlier run that writes the same bytes did. */
export async function indexWorld(
  db: Pool,
  env: NodeJS.ProcessEnv,
  world: World,
  say: (line: string) => void,
): Promise<void> {
  await db.query("CREATE TABLE IF NOT EXISTS bench_index (code char(64) NOT NULL PRIMARY KEY)");
  const code = codeHash();
  const [made] = await db.query<RowDataPacket[]>("SELECT 1 FROM bench_index WHERE code = ?", [code]);
  if (made.length > 0) return;
  say(`search: indexing ${world.messages} messages`);
  const startedAt = performance.now();
  await runNode(["dist/src/cli/main.js", "archive", "reindex"], env);
  const [rows] = await db.query<RowDataPacket[]>(
    "SELECT COALESCE(SUM(docs), 0) AS docs FROM message_index_segments WHERE state = 'live'",
  );
  const docs = Number(rows[0]?.docs);
  if (docs !== world.messages) throw new Error(`search: ${docs} of ${world.messages} messages are in the index`);
  await db.query("DELETE FROM bench_index");
  await db.query("INSERT INTO bench_index VALUES (?)", [code]);
  say(`search: indexed, ${Math.round((world.messages / (performance.now() - startedAt)) * 1_000)} messages a second`);
}

/** What the code makes of a few messages: an index of other bytes may lack what is looked for. */
function codeHash(): string {
  const world = new World(SAMPLE);
  const sample = Array.from({ length: SAMPLE }, (_, i) => {
    const { n, thread, at, msgtype, text } = world.message(i + 1);
    const userid = thread.kind === "single" ? thread.userids[0]! : null;
    return { id: String(n), threadId: String(thread.n), sentAt: at, msgtype, text, userid };
  });
  const { directory, pages } = buildSegment(plainCoder, sample);
  const hash = createHash("sha256").update(directory);
  for (const page of pages) hash.update(page);
  return hash.digest("hex");
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
