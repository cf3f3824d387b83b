import { type BenchRow, percentile, row } from "../row";
import { Client } from "./ask";
import { indexSize, indexWorld } from "./index-world";
import { type Question, questionsOf, type Words, wordsOf } from "./questions";
import { fillFulltext, fulltextMs, likeMs } from "./rivals";
import { seedWorld } from "./seed";
import { environment, openWorld, runNode, startWeb, startWorldServer } from "./servers";
import { compareWithScan, type Truth } from "./truth";
import { World } from "./world";

const SMALL = 1_000_000;
const LARGE = 5_000_000;
/** What a machine of 4 GB can spare; MariaDB reads the rest from the disk, past the system's cache. */
const POOL_MB = 1_024;
const TIGHT_POOL_MB = 128;
/** Questions of each kind of word with each kind of filter. */
const EACH = 20;
const WARM_UP = 200;
const ROUNDS = 6;
const PROMISES = { p95: 30, p99: 80, growth: 1.5, tight: 3, fulltext: 50, like: 100, size: 1.5 };

const say = (line: string) => console.error(line);
const nameOf = (messages: number) => `evergreen_search_${messages / 1_000_000}m`;

type Server = Awaited<ReturnType<typeof startWorldServer>>;

/**
 * The search as other systems use it: `GET /api/v1/messages/search` of the built web process, texts, names, highlights and the
 * audit entry included, one question after another. The messages are written once, into var/bench/search, and used again.
 *
 * @param options.small a million messages alone: no growth, and nothing of the promises for five.
 */
export async function run(options: { small: boolean }): Promise<BenchRow[]> {
  const sizes = options.small ? [SMALL] : [SMALL, LARGE];
  const largest = sizes.at(-1)!;
  await withServer(3 * POOL_MB, true, async (server) => {
    for (const messages of sizes) await prepare(server, messages, messages === largest);
  });
  const words = wordsOf(new World(SMALL));
  const rows = await withServer(POOL_MB, false, (server) => measure(server, sizes, words));
  return [...rows, ...(await withServer(TIGHT_POOL_MB, false, (server) => measureTight(server, largest, words)))];
}

async function withServer<T>(bufferPoolMb: number, disposable: boolean, work: (server: Server) => Promise<T>) {
  const server = await startWorldServer({ bufferPoolMb, disposable });
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

async function prepare(server: Server, messages: number, compared: boolean): Promise<void> {
  const name = nameOf(messages);
  const world = new World(messages);
  const { db, url } = await openWorld(server, name);
  try {
    const env = environment(url, name);
    await runNode(["dist/src/processes/migrate.js"], env);
    await seedWorld(db, world, say);
    await indexWorld(db, env, world, say);
    if (compared) await fillFulltext(db, world, say);
  } finally {
    await db.end();
  }
}

/** A web process on a world, and somebody who asks it. */
async function openClient(server: Server, messages: number) {
  const name = nameOf(messages);
  const { db, url } = await openWorld(server, name);
  const web = await startWeb(url, name);
  const create = ["dist/src/cli/main.js", "token", "create", "--role", "admin", "--name", "bench"];
  const client = new Client(web.url, await runNode(create, environment(url, name)));
  const close = async () => {
    client.close();
    await web.stop();
    await db.end();
  };
  return { client, db, messages, close, times: [] as number[], ofKind: new Map<string, number[]>() };
}
type Asked = Awaited<ReturnType<typeof openClient>>;

async function measure(server: Server, sizes: number[], words: Words[]): Promise<BenchRow[]> {
  const worlds: Asked[] = [];
  try {
    for (const messages of sizes) worlds.push(await openClient(server, messages));
    await askInTurns(worlds, questionsOf(new World(SMALL), words, EACH));
    const [small, large] = [worlds[0]!, worlds.at(-1)!];
    tellKinds(large);
    const times = sorted(large.times);
    const common = words.find(({ kind }) => kind === "2 common")!.words;
    const unlisted = words.find(({ kind }) => kind === "unlisted")!.words;
    const [oursCommon, oursUnlisted] = [await medianOf(large, common), await medianOf(large, unlisted)];
    const [fulltext, like] = [await fulltextMs(large.db, common), await likeMs(large.db, unlisted)];
    say(`search: p50 of common words ${oursCommon.toFixed(1)} ms, FULLTEXT ${fulltext.toFixed(0)} ms`);
    say(`search: p50 of unlisted names ${oursUnlisted.toFixed(1)} ms, LIKE ${like.toFixed(0)} ms`);
    const truth = await compareWithScan(large.client, large.db, new World(large.messages));
    const growth = large === small ? null : percentile(times, 0.95) / percentile(sorted(small.times), 0.95);
    return [
      row("search.p50", "ms", percentile(times, 0.5), null, times.length),
      row("search.p95", "ms", percentile(times, 0.95), PROMISES.p95, times.length),
      row("search.p99", "ms", percentile(times, 0.99), PROMISES.p99, times.length),
      row("search.growth", "times", growth, PROMISES.growth, large.messages),
      row("search.vsFulltext", "times", fulltext / oursCommon, PROMISES.fulltext, large.messages),
      row("search.vsLike", "times", like / oursUnlisted, PROMISES.like, large.messages),
      ...truthRows(truth),
      row("search.indexSize", "share", await indexSize(large.db), PROMISES.size, large.messages),
    ];
  } finally {
    for (const world of worlds) await world.close();
  }
}

async function measureTight(server: Server, messages: number, words: Words[]): Promise<BenchRow[]> {
  const world = await openClient(server, messages);
  try {
    await askInTurns([world], questionsOf(new World(SMALL), words, EACH));
    const times = sorted(world.times);
    return [
      row("search.p95At128MB", "ms", percentile(times, 0.95), PROMISES.p95 * PROMISES.tight, times.length),
      row("search.p99At128MB", "ms", percentile(times, 0.99), PROMISES.p99 * PROMISES.tight, times.length),
    ];
  } finally {
    await world.close();
  }
}

/** In turns, since nothing on a shared machine stays the same for long. */
async function askInTurns(worlds: Asked[], questions: Question[]): Promise<void> {
  for (const { client } of worlds) {
    for (const { params } of questions.slice(0, WARM_UP)) await client.ask(params);
  }
  const step = Math.ceil(questions.length / ROUNDS);
  for (let from = 0; from < questions.length; from += step) {
    for (const { client, times, ofKind } of worlds) {
      for (const { kind, filter, params } of questions.slice(from, from + step)) {
        const { ms } = await client.ask(params);
        times.push(ms);
        const key = `${kind}, ${filter}`;
        ofKind.set(key, [...(ofKind.get(key) ?? []), ms]);
      }
    }
  }
}

async function medianOf(world: Asked, words: string[]): Promise<number> {
  const times: number[] = [];
  for (const q of words) times.push((await world.client.ask({ q })).ms);
  return percentile(sorted(times), 0.5);
}

function truthRows({ recall, precision, substrings, messages }: Truth): BenchRow[] {
  say(`search: ${substrings} substrings, ${messages} messages compared with a scan`);
  return [
    row("search.recall", "share", recall, 1, substrings),
    row("search.precision", "share", precision, 1, substrings),
  ];
}

/** The slowest kinds of question, for whoever wants to make them faster. */
function tellKinds({ ofKind, messages }: Asked): void {
  const slowest = [...ofKind]
    .map(([key, times]) => ({ key, p95: percentile(sorted(times), 0.95), p50: percentile(sorted(times), 0.5) }))
    .sort((a, b) => b.p95 - a.p95)
    .slice(0, 8);
  say(`search: slowest kinds at ${messages} messages (p50, p95 in ms):`);
  for (const { key, p50, p95 } of slowest) say(`  ${key}: ${p50.toFixed(1)}, ${p95.toFixed(1)}`);
}

const sorted = (times: number[]) => [...times].sort((a, b) => a - b);
