import { type BenchRow, row } from "../row";
import { ArchiveWorld, rsaFloor } from "./world";
import { writeStage } from "./write-stage";

const WARM_UP = 4_000;
const ROWS = Number(process.env.BENCH_ARCHIVE_ROWS ?? 30_000);
const WRITE_ROWS = 13_000;
const FLOOR_ROWS = 12_000;
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
 * stand-in library instead of WeCom's. The floor is RSA alone on two threads, measured just before and just after.
 */
export async function run({ large }: { large: boolean }): Promise<BenchRow[]> {
  const parts = process.env.BENCH_ARCHIVE_PARTS?.split(",") ?? ["throughput", "write", "growth"];
  return [
    ...(parts.includes("throughput") ? await throughput() : []),
    ...(parts.includes("write") ? await write() : []),
    ...(parts.includes("growth") ? await growth(large ? VERY_LARGE : LARGE) : []),
  ];
}

async function throughput(): Promise<BenchRow[]> {
  const world = await ArchiveWorld.create("_bench_archive");
  try {
    const warmUp = world.seal(WARM_UP);
    const rows = world.seal(ROWS);
    world.start();
    await world.swallow(warmUp);
    await world.rest();
    const before = await rsaFloor(world.key.pem, warmUp, FLOOR_ROWS);
    const cpuBefore = await world.cpu();
    const ms = await world.swallow(rows);
    const cpuAfter = await world.cpu();
    const restMs = await world.rest();
    const after = await rsaFloor(world.key.pem, warmUp, FLOOR_ROWS);
    const stored = await world.count("messages");
    if (stored !== WARM_UP + rows.length) throw new Error(`archive: ${rows.length} pulled, ${stored} stored`);
    const floor = Math.round((before + after) / 2);
    return [
      row("archive.throughput", "messages/s", rows.length / (ms / 1_000), floor, rows.length),
      row("archive.settled", "messages/s", rows.length / ((ms + restMs) / 1_000), floor, rows.length),
      row("archive.rss", "MB", world.archiverMegabytes(), RSS_PROMISE_MB, null),
      ...Object.keys(cpuAfter).map((name) => {
        const used = (cpuAfter[name] ?? 0) - (cpuBefore[name] ?? 0);
        return row(`archive.cpu-${name}`, "ms/message", used / rows.length, null, rows.length);
      }),
    ];
  } finally {
    await world.close();
  }
}

async function write(): Promise<BenchRow[]> {
  const world = await ArchiveWorld.create("_bench_archive_write");
  try {
    const { ours, plain } = await writeStage(world, world.seal(WRITE_ROWS));
    return [row("archive.write", "rows/s", ours, Math.round(plain), WRITE_ROWS)];
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
