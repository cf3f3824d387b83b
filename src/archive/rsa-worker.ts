import type { KeyObject } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { openRandomKey } from "./random-key";

export interface RsaTask {
  id: number;
  rows: { version: number; encrypted: string }[];
}
export interface RsaResult {
  id: number;
  keys: (string | null)[];
}

const keys = new Map(workerData as [number, KeyObject][]);

parentPort?.on("message", (task: RsaTask) => {
  const opened = task.rows.map(({ version, encrypted }) => {
    const key = keys.get(version);
    return key ? openRandomKey(key, encrypted) : null;
  });
  parentPort?.postMessage({ id: task.id, keys: opened } satisfies RsaResult);
});
