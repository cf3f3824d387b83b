import { extname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { ImportFileError, limits } from "./imports.errors";
import type * as ParseTable from "./parse-table";
import type { TableAnswer } from "./table-worker";

/** 50,000 rows of 30 columns take some 300 MB while they are read; a file made to hurt takes what there is. */
const HEAP_MB = 768;
const TIMEOUT_MS = 60_000;
/** Text of this size is read in milliseconds, less than a thread takes to start. */
const INLINE_BYTES = 64 * 1_024;

/**
 * Reads a file in a thread of its own: other requests go on meanwhile, and a file that eats memory or time ends the thread
 * and not the process.
 *
 * @throws {ImportFileError}
 */
export async function readTable(file: Buffer): Promise<string[][]> {
  if (file.length > limits.bytes) throw new ImportFileError("too_large");
  if (file.length <= INLINE_BYTES && file.toString("latin1", 0, 2) !== "PK") {
    // Only a process that reads a file loads the readers.
    const { parseTable } = require("./parse-table") as typeof ParseTable;
    return parseTable(file);
  }
  const extension = extname(__filename);
  const worker = new Worker(join(__dirname, `table-worker${extension}`), {
    workerData: new Uint8Array(file),
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    // Run from source, a thread needs the loader of its parent; compiled code needs nothing.
    execArgv: extension === ".ts" ? ["--require", require.resolve("tsx/cjs")] : [],
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    const answer = await new Promise<TableAnswer>((resolve, reject) => {
      timer = setTimeout(() => reject(new ImportFileError("unreadable", { reason: "timeout" })), TIMEOUT_MS);
      worker.once("message", resolve);
      worker.once("error", (error) => {
        const outOfMemory = "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
        reject(outOfMemory ? new ImportFileError("unpacks_too_large") : error);
      });
      worker.once("exit", () => reject(new ImportFileError("unreadable", { reason: "ended" })));
    });
    if ("problem" in answer) throw new ImportFileError(answer.problem, answer.details);
    return answer.rows;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
