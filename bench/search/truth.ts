import type { Pool, RowDataPacket } from "mysql2/promise";
import type { Client } from "./ask";
import { chances, pick } from "./talk";
import { CORP, type World } from "./world";

const SUBSTRINGS = 300;
/** Of more frequent ones, so many of the newest are compared. */
const COMPARED = 500;
const PAGE = 100;
const READ = 20_000;

export interface Truth {
  recall: number;
  precision: number;
  substrings: number;
  /** Messages that ought to be found, of all substrings together. */
  messages: number;
}

/** What the search finds of random parts of messages, against looking into every message. */
export async function compareWithScan(client: Client, db: Pool, world: World): Promise<Truth> {
  const words = randomParts(world);
  const truth = await scan(db, words);
  let found = 0;
  let expected = 0;
  let right = 0;
  for (const word of words) {
    const wanted = truth.get(word)!;
    const got = await findAll(client, word);
    // Newest first on both sides, so that what is compared of a frequent word is the same stretch of time.
    const newest = new Set(wanted.slice(-COMPARED).map(String));
    found += got.length;
    expected += newest.size;
    right += new Set(got.filter((id) => newest.has(id))).size;
  }
  return { recall: right / expected, precision: right / found, substrings: words.length, messages: expected };
}

/** 2 to 6 characters from anywhere in a message, and as many again from numbers and Latin words. */
function randomParts(world: World): string[] {
  const chance = chances(4_711);
  const words = new Set<string>();
  while (words.size < SUBSTRINGS) {
    const { text } = world.message(1 + Math.floor(chance() * world.messages));
    const wanted = words.size % 3 === 0 ? /[A-Za-z0-9-]{2,}/g : /\S{2,}/g;
    const runs = [...text.matchAll(wanted)].map(([run]) => [...run]);
    if (runs.length === 0) continue;
    const run = pick(chance, runs);
    const length = Math.min(run.length, 2 + Math.floor(chance() * 5));
    const from = Math.floor(chance() * (run.length - length + 1));
    // A part that holds a surrogate pair is as good as any.
    words.add(run.slice(from, from + length).join(""));
  }
  return [...words];
}

/** Upper and lower case, full and half width are the same to the search; nothing else is. */
const fold = (text: string) => text.normalize("NFKC").toLowerCase();

/** Ids of the messages that hold each word, oldest first. */
async function scan(db: Pool, words: string[]): Promise<Map<string, number[]>> {
  const byStart = new Map<string, { word: string; folded: string; ids: number[] }[]>();
  const found = new Map<string, number[]>();
  for (const word of words) {
    const folded = fold(word);
    const one = { word, folded, ids: [] };
    byStart.set(folded.slice(0, 2), [...(byStart.get(folded.slice(0, 2)) ?? []), one]);
    found.set(word, one.ids);
  }
  for (let after = 0; ; ) {
    const [rows] = await db.query<RowDataPacket[]>(
      "SELECT id, text FROM messages WHERE corp_id = ? AND id > ? ORDER BY id LIMIT ?",
      [CORP, after, READ],
    );
    for (const row of rows as unknown as { id: number; text: string }[]) {
      const text = fold(row.text);
      for (let i = 0; i + 1 < text.length; i += 1) {
        for (const { folded, ids } of byStart.get(text.slice(i, i + 2)) ?? []) {
          if (text.startsWith(folded, i) && ids.at(-1) !== Number(row.id)) ids.push(Number(row.id));
        }
      }
    }
    if (rows.length < READ) return found;
    after = Number(rows.at(-1)!.id);
  }
}

async function findAll(client: Client, word: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor = "";
  while (ids.length < COMPARED) {
    const { hits } = await client.ask({ q: word, limit: String(PAGE), cursor });
    ids.push(...hits.data.map((hit) => hit.messageId));
    if (hits.nextCursor === null) break;
    cursor = hits.nextCursor;
  }
  return ids.slice(0, COMPARED);
}
