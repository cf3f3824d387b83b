import { parentPort, workerData } from "node:worker_threads";
import { ImportFileError } from "./imports.errors";
import { parseTable } from "./parse-table";

export type TableAnswer =
  | { rows: string[][] }
  | { problem: ImportFileError["problem"]; details: Record<string, unknown> };

/** Reads one file and ends. */
void parseTable(Buffer.from(workerData as Uint8Array))
  .then((rows): TableAnswer => ({ rows }))
  .catch((error: unknown): TableAnswer => {
    if (error instanceof ImportFileError) return { problem: error.problem, details: error.details ?? {} };
    return { problem: "unreadable", details: {} };
  })
  .then((answer) => parentPort?.postMessage(answer));
