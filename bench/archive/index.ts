import { type BenchRow, row } from "../row";
import { indexStage } from "./index-stage";
import { removeAll } from "./keeping";
import { RsaFloor } from "./rsa-floor";
import { ArchiveWorld } from "./world";
import { writeStage } from "./write-stage";

const WARM_UP = 4_000;
const ROWS = Number(process.env.BENCH_ARCHIVE_ROWS ?? 60_000);
const WRITE_ROWS = 13_000;
/** The floor is measured before, between and after so many parts. */
const SLICES = 3;
const FLOOR_ROWS = 8_000;
const REMOVED_ROWS = 6_000;
/** What a plain append reached with a small buffer pool. */
const INDEX_PROMISE = 3_000;
const RSS_PROMISE_MB = 400;
const GROWTH_PROMISE = 1.15;
/** Messages stored before; the promise is about 5 million, which take a quarter of an hour to make. */
const SMALL = 100_000;
const LARGE = Number(process.env.BENCH_ARCHIVE_STORED ?? 1_000_000);
const VERY_LARGE = 5_000_000;
const GROWTH_ROWS = 5_000;
const GROWTH_ROUNDS = 3;

/**
 * The archive as production runs it: the built archiver and worker, a server that writes to disk before it says so, and the
 * stand-in library instead of WeCom's. The floor is RSA alone on two threads, measured in turns with the archive: on a busy
 * machine both are slow. CPU time says the same however busy it is: all of ours beside that of one open.
 */
export async function run({ large }: { large: boolean }): Promise<BenchRow[]> {
  const chosen = process.env.BENCH_ARCHIVE_PARTS?.split(",") ?? ["throughput", "write", "parts", "growth"];
  return [
    ...(chosen.includes("throughput") ? await throughput() : []),
    ...(chosen.includes("write") ? await write() : []),
    ...(chosen.includes("parts") ? await parts() : []),
    ...(chosen.includes("growth") ? await growth(large ? VERY_LARGE : LARGE) : []),
  ];
}

async function throughput(): Promise<BenchRow[]> {
  const world = await ArchiveWorld.create("_bench_archive");
  const warmUp = world.seal(WARM_UP);
  const rsa = await RsaFloor.start(world.key.pem, warmUp);
  try {
    const slices = Array.from({ length: SLICES }, () => world.seal(ROWS / SLICES));
    world.start();
    await world.swallow(warmUp);
    await world.rest();
    const floors = [await rsa.measure(FLOOR_ROWS)];
    const [before, stored] = [await world.cpu(), await world.count("messages")];
    let [ms, restMs] = [0, 0];
    for (const rows of slices) {
      ms += await world.swallow(rows);
      restMs += await world.rest();
      floors.push(await rsa.measure(FLOOR_ROWS));
    }
    const after = await world.cpu();
    const rows = slices.flat().length;
    const added = (await world.count("messages")) - stored;
    if (added !== rows) throw new Error(`archive: ${rows} pulled, ${added} stored`);
    const floor = Math.round(mean(floors.map(({ perSecond }) => perSecond)));
    const cpu = Object.keys(after).map((name) => [name, ((after[name] ?? 0) - (before[name] ?? 0)) / rows] as const);
    const whole = cpu.reduce((sum, [, used]) => sum + used, 0);
    return [
      row("archive.throughput", "messages/s", rows / (ms / 1_000), floor, rows),
      row("archive.settled", "messages/s", rows / ((ms + restMs) / 1_000), floor, rows),
      row("archive.rss", "MB", world.archiverMegabytes(), RSS_PROMISE_MB, null),
      row("archive.cpu", "ms/message", whole, mean(floors.map(({ cpuMs }) => cpuMs)), rows),
      ...cpu.map(([name, used]) => row(`archive.cpu-${name}`, "ms/message", used, null, rows)),
    ];
  } finally {
    await rsa.close();
    await world.close();
  }
}

function mean(list: number[]): number {
  return list.reduce((sum, value) => sum + value, 0) / list.length;
}

async function write(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [name, env] of [
    ["archive.write", {}],
    ["archive.write-sealed", { CONTENT_KEYS: `1:${Buffer.alloc(32, "bench").toString("base64")}` }],
  ] as const) {
    const world = await ArchiveWorld.create("_bench_archive_write");
    try {
      const { ours, plain } = await writeStage(world, world.seal(WRITE_ROWS), env);
      rows.push(row(name, "rows/s", ours, Math.round(plain), WRITE_ROWS));
    } finally {
      await world.close();
    }
  }
  return rows;
}

/** Appending to the search index, and removing messages with all that belongs to them. */
async function parts(): Promise<BenchRow[]> {
  const world = await ArchiveWorld.create("_bench_archive_parts");
  try {
    const indexed = await indexStage(world, WRITE_ROWS);
    await world.db.query("DELETE FROM message_index_segments");
    await world.db.query("DELETE FROM message_index_pages");
    world.start();
    await world.swallow(world.seal(REMOVED_ROWS));
    await world.rest();
    await world.stop();
    return [
      row("archive.index", "messages/s", indexed, INDEX_PROMISE, WRITE_ROWS),
      row("archive.retention", "messages/s", await removeAll(world), null, REMOVED_ROWS),
    ];
  } finally {
    await world.close();
  }
}

/** Time for a message beside many stored ones against time beside few, in turns. */
async function growth(large: number): Promise<BenchRow[]> {
  const worlds: ArchiveWorld[] = [];
  try {
    for (const [name, stored] of [
      ["_bench_archive_few", Math.min(SMALL, large / 10)],
      ["_bench_archive_many", large],
    ] as const) {
      const world = await ArchiveWorld.create(name);
      worlds.push(world);
      world.start();
      await world.swallow(world.seal(WARM_UP));
      await world.growTo(stored);
    }
    const times = worlds.map((): number[] => []);
    const cpu = worlds.map((): number[] => []);
    const used = async (world: ArchiveWorld) => Object.values(await world.cpu()).reduce((sum, ms) => sum + ms, 0);
    for (let round = 0; round <= GROWTH_ROUNDS; round += 1) {
      for (const [i, world] of worlds.entries()) {
        const rows = world.seal(GROWTH_ROWS);
        const before = await used(world);
        const ms = await world.swallow(rows);
        await world.rest();
        if (round === 0) continue;
        times[i]!.push(ms);
        cpu[i]!.push((await used(world)) - before);
      }
    }
    const growthOf = (lists: number[][]) => {
      const [few, many] = lists.map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]!);
      return many! / few!;
    };
    return [
      row("archive.growth", "times", growthOf(times), GROWTH_PROMISE, large),
      row("archive.growth-cpu", "times", growthOf(cpu), GROWTH_PROMISE, large),
    ];
  } finally {
    for (const world of worlds) await world.close();
  }
}
