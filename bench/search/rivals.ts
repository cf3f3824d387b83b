import type { Pool } from "mysql2/promise";
import { percentile } from "../row";
import { CORP, type World } from "./world";

const ROWS = 10_000;
const PAGE = 20;
const ASKED_FULLTEXT = 10;
const ASKED_LIKE = 5;

/**
 * FULLTEXT as its ngram parser would fill it: every pair of neighbours is a word. MariaDB has no such parser, so the pairs are
 * written out, in a table of their own.
 */
export async function fillFulltext(db: Pool, world: World, say: (line: string) => void): Promise<void> {
  const [ready] = await db.query("SHOW INDEX FROM bench_fulltext WHERE Key_name = 'ft_words'").catch(() => [[]]);
  if ((ready as unknown[]).length > 0) return;
  say(`search: writing FULLTEXT for ${world.messages} messages, to compare with`);
  await db.query("DROP TABLE IF EXISTS bench_fulltext");
  await db.query(
    "CREATE TABLE bench_fulltext (id bigint unsigned NOT NULL PRIMARY KEY, words text NOT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
  );
  for (let done = 0; done < world.messages; done += ROWS) {
    const rows = Array.from({ length: Math.min(ROWS, world.messages - done) }, (_, i) => {
      const { n, text } = world.message(done + i + 1);
      return [n, pairs(text)];
    });
    await db.query("INSERT INTO bench_fulltext (id, words) VALUES ?", [rows]);
  }
  await db.query("ALTER TABLE bench_fulltext ADD FULLTEXT INDEX ft_words (words)");
}

function pairs(text: string): string {
  const characters = [...text];
  return characters
    .slice(1)
    .map((second, i) => `${characters[i]}${second}`)
    .filter((pair) => /^[\p{L}\p{N}]{2}$/u.test(pair))
    .join(" ");
}

/** Median time of the newest 20 with each of these words of two characters; their texts are not even read. */
export async function fulltextMs(db: Pool, words: string[]): Promise<number> {
  const times = await timesOf(words.slice(0, ASKED_FULLTEXT), (word) =>
    db.query(
      `SELECT id FROM bench_fulltext WHERE MATCH (words) AGAINST (? IN BOOLEAN MODE) ORDER BY id DESC LIMIT ${PAGE}`,
      [`+${word}`],
    ),
  );
  return percentile(times, 0.5);
}

export async function likeMs(db: Pool, words: string[]): Promise<number> {
  const times = await timesOf(words.slice(-ASKED_LIKE), (word) =>
    db.query(`SELECT id, text FROM messages WHERE corp_id = ? AND text LIKE ? ORDER BY id DESC LIMIT ${PAGE}`, [
      CORP,
      `%${word}%`,
    ]),
  );
  return percentile(times, 0.5);
}

async function timesOf(words: string[], ask: (word: string) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (const word of words) {
    const startedAt = performance.now();
    await ask(word);
    times.push(performance.now() - startedAt);
  }
  return times.sort((a, b) => a - b);
}
