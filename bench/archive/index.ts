import { type BenchRow, row } from "../row";
import { ArchiveWorld, rsaFloor } from "./world";

const WARM_UP = 4_000;
const ROWS = 30_000;
const FLOOR_ROWS = 12_000;
const RSS_PROMISE_MB = 400;

/**
 * The archive as production runs it: the built archiver and worker, a server that writes to disk before it says so, and the
 * stand-in library instead of WeCom's. The floor is RSA alone on two threads, measured just before and just after.
 */
export async function run(): Promise<BenchRow[]> {
  return throughput();
}

async function throughput(): Promise<BenchRow[]> {
  const world = await ArchiveWorld.create("_bench_archive");
  try {
    const warmUp = world.seal(WARM_UP);
    const rows = world.seal(Number(process.env.ROWS ?? ROWS));
    world.start();
    await world.swallow(warmUp);
    await world.rest();
    const before = await rsaFloor(world.key.pem, warmUp, FLOOR_ROWS);
    const cpuBefore = await world.cpu();
    const ms = await world.swallow(rows);
    const cpuAfter = await world.cpu();
    for (const name of Object.keys(cpuAfter)) {
      console.error(
        `${name}: ${(((cpuAfter[name] ?? 0) - (cpuBefore[name] ?? 0)) / rows.length).toFixed(3)} ms CPU a message`,
      );
    }
    const restMs = await world.rest();
    const after = await rsaFloor(world.key.pem, warmUp, FLOOR_ROWS);
    const stored = await world.count("messages");
    if (stored !== WARM_UP + rows.length) throw new Error(`archive: ${rows.length} pulled, ${stored} stored`);
    const rss = world.archiverMegabytes();
    return [
      row("archive.throughput", "messages/s", rows.length / (ms / 1_000), (before + after) / 2, rows.length),
      row("archive.rss", "MB", rss, RSS_PROMISE_MB, null),
      row("archive.settled", "messages/s", rows.length / ((ms + restMs) / 1_000), (before + after) / 2, rows.length),
    ];
  } finally {
    await world.close();
  }
}
