import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { App } from "../src/app";
import { indexArticles, knowledgeReader } from "../src/knowledge";
import { readLexicon } from "../src/language";
import { type ChatMessage, rank } from "../src/suggestions";
import { buildTestApp } from "../test/harness";
import { type BenchRow, percentile, row } from "./row";

/** Conversations with articles, turn by turn; another trade than the product's, so that nothing is learned by heart. */
const DATA = join(__dirname, "../../shared/eval/suggestions");

const Article = z.looseObject({ id: z.string(), category: z.string(), title: z.string(), body: z.string() });
type Article = z.infer<typeof Article>;
const Turn = z.looseObject({
  kind: z.enum(["answer", "recommend", "abstain"]),
  context: z.array(z.object({ from: z.enum(["customer", "member"]), text: z.string() })),
  gold: z.array(z.string()),
});
type Turn = z.infer<typeof Turn>;

/** MiniSearch (BM25+) on character pairs of the last three messages, title boost 3: the plain way to do it. */
const FLOORS = { answer: 0.848, recommend: 0.2, abstain: 0.004 };
const P95_PROMISE_MS = 50;
const ARTICLES = 5_000;
const LARGE = 100_000;
const WARM_UP = 200;
const TIMED = 600;

export async function run(options: { large: boolean }): Promise<BenchRow[]> {
  if (!existsSync(join(DATA, "knowledge.jsonl"))) {
    console.error(`suggestions: no data at ${DATA}; nothing measured`);
    return ["answer", "recommend", "abstain", "p95", "p95At100k"].map((name) =>
      row(`suggestions.${name}`, name.startsWith("p95") ? "ms" : "share", null, null, null),
    );
  }
  const articles = readLines(join(DATA, "knowledge.jsonl"), Article);
  const turns = readdirSync(DATA)
    .filter((name) => /^turns.*\.jsonl$/.test(name))
    .flatMap((name) => readLines(join(DATA, name), Turn));
  const test = await buildTestApp();
  try {
    await load(test.app, test.corpId, articles, articles.length);
    const rows = await measureHits(test.app, test.corpId, turns);
    rows.push(await measureTime(test.app, `${test.corpId}a`, articles, turns, ARTICLES, "suggestions.p95"));
    const name = "suggestions.p95At100k";
    rows.push(
      options.large
        ? await measureTime(test.app, `${test.corpId}b`, articles, turns, LARGE, name)
        : row(name, "ms", null, P95_PROMISE_MS, null),
    );
    return rows;
  } finally {
    for (const table of ["knowledge_postings", "knowledge_documents", "knowledge_articles", "knowledge_index_states"]) {
      await test.app.db.query(`DELETE FROM ${table} WHERE corp_id LIKE ?`, [`${test.corpId}%`]);
    }
    await test.close();
  }
}

function readLines<S extends z.ZodType>(path: string, schema: S): z.output<S>[] {
  const lines = readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return lines.map((line) => schema.parse(JSON.parse(line)));
}

/** Articles as an import would write them; beyond the set, copies under other names. */
async function load(app: App, corpId: string, articles: Article[], count: number): Promise<void> {
  const now = app.now();
  for (let start = 0; start < count; start += 500) {
    const rows = Array.from({ length: Math.min(500, count - start) }, (_, i) => {
      const copy = Math.floor((start + i) / articles.length);
      const article = articles[(start + i) % articles.length]!;
      const title = copy === 0 ? article.title : `${article.title}${copy}号`;
      return [
        corpId,
        `${article.id}:${copy}`,
        "article",
        title,
        article.category,
        article.body,
        "[]",
        "[]",
        "published",
        "bench",
        now,
        now,
      ];
    });
    await app.db.query(
      `INSERT INTO knowledge_articles
       (corp_id, external_key, kind, title, category, body, attributes, tags, state, author_userid, created_at, updated_at) VALUES ?`,
      [rows],
    );
  }
  await indexArticles(app, corpId);
}

async function measureHits(app: App, corpId: string, turns: Turn[]): Promise<BenchRow[]> {
  const keys = new Map<string, string>();
  const known: { id: string; external_key: string }[] = await app.db.query(
    "SELECT id, external_key FROM knowledge_articles WHERE corp_id = ?",
    [corpId],
  );
  for (const { id, external_key } of known) keys.set(String(id), external_key.replace(/:0$/, ""));
  const reader = knowledgeReader(app, corpId);
  const lexicon = readLexicon();
  const hits = { answer: 0, recommend: 0, abstain: 0 };
  const counts = { answer: 0, recommend: 0, abstain: 0 };
  for (const turn of turns) {
    const offered = await rank(reader, turn.context as ChatMessage[], lexicon);
    const ids = offered.map(({ document }) => keys.get(document.articleId));
    const hit = turn.kind === "abstain" ? ids.length === 0 : turn.gold.some((id) => ids.includes(id));
    counts[turn.kind] += 1;
    if (hit) hits[turn.kind] += 1;
  }
  return (["answer", "recommend", "abstain"] as const).map((kind) =>
    row(`suggestions.${kind}`, "share", counts[kind] ? hits[kind] / counts[kind] : null, FLOORS[kind], counts[kind]),
  );
}

async function measureTime(app: App, corpId: string, articles: Article[], turns: Turn[], count: number, name: string) {
  await load(app, corpId, articles, count);
  const reader = knowledgeReader(app, corpId);
  const lexicon = readLexicon();
  const step = Math.max(1, Math.floor(turns.length / (WARM_UP + TIMED)));
  const times: number[] = [];
  for (const [i, turn] of turns.filter((_, i) => i % step === 0).entries()) {
    const start = performance.now();
    await rank(reader, turn.context as ChatMessage[], lexicon);
    if (i >= WARM_UP) times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return row(name, "ms", percentile(times, 0.95), P95_PROMISE_MS, times.length);
}
