import { buildApp, closeApp } from "../../src/app";
import { storePage } from "../../src/archive/store-page";
import { capabilities } from "../../src/capabilities";
import { loadConfig } from "../../src/platform/config";
import type { SealedRow } from "../../src/wecom/archive-host/test-kit";
import { saidAt } from "./talk";
import type { ArchiveWorld } from "./world";

const PAGE = 1_000;
const PLAIN_ROWS = 500;
const PLAIN_TABLE = "bench_plain_rows";
const COLUMNS = "corp_id, seq, msgid, publickey_ver, random_key, ciphertext, state, reason, plaintext, pulled_at";

/**
 * The page transaction alone (cursor, rows, news) against plain inserts of the same bytes, 500 rows a statement, into a table
 * of the same shape; in turns. Nothing else may use the world meanwhile.
 *
 * @returns rows a second, of each.
 */
export async function writeStage(
  world: ArchiveWorld,
  sealed: SealedRow[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ ours: number; plain: number }> {
  const app = await buildApp({ config: loadConfig({ ...world.env, ...env }), capabilities, process: "bench" });
  const spent = { ours: 0, plain: 0 };
  try {
    await world.db.query(`CREATE TABLE ${PLAIN_TABLE} LIKE archive_rows`);
    await world.db.query("INSERT INTO archive_cursors (corp_id, seq, pulled_rows) VALUES (?, 0, 0)", [world.corpId]);
    let afterSeq = 0n;
    for (let from = 0; from < sealed.length; from += PAGE) {
      const page = sealed.slice(from, from + PAGE).map((row, i) => ({
        row: {
          seq: BigInt(row.seq),
          msgid: row.msgid,
          publickeyVer: row.publickey_ver,
          randomKey: row.encrypt_random_key,
          ciphertext: row.encrypt_chat_msg,
          malformed: false,
        },
        outcome: { state: "stored" as const, plaintext: saidAt(from + i, world.startMs).json, writtenAtMs: Date.now() },
      }));
      const seqs = { first: page[0]!.row.seq, last: page.at(-1)!.row.seq };
      const values = page.map(({ row, outcome }) => {
        const key = [world.corpId, row.seq.toString(), row.msgid, row.publickeyVer, row.randomKey, row.ciphertext];
        return [...key, outcome.state, null, outcome.plaintext, new Date()];
      });
      let startedAt = performance.now();
      await storePage(app, {
        corpId: world.corpId,
        afterSeq,
        seqs,
        rows: page.map(({ row }) => row),
        outcomes: page.map(({ outcome }) => outcome),
      });
      if (from > 0) spent.ours += performance.now() - startedAt;
      startedAt = performance.now();
      for (let at = 0; at < values.length; at += PLAIN_ROWS) {
        await app.db.query(`INSERT INTO ${PLAIN_TABLE} (${COLUMNS}) VALUES ?`, [values.slice(at, at + PLAIN_ROWS)]);
      }
      if (from > 0) spent.plain += performance.now() - startedAt;
      afterSeq = seqs.last;
    }
  } finally {
    await closeApp(app);
  }
  const rows = sealed.length - PAGE;
  return { ours: rows / (spent.ours / 1_000), plain: rows / (spent.plain / 1_000) };
}
