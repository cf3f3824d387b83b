import { setFlagsFromString } from "node:v8";
import { type SyncOptions, type SyncProgress, syncContacts } from "../contacts";
import type { Command } from "./commands";
import { print, withApp } from "./with-app";

/** WeCom's longest block is an hour; a sync at a terminal sits it out. */
const PATIENCE_MS = 65 * 60_000;

/** Longer than the lease of a process that was killed. */
const WAIT_FOR_OTHER_MS = 30_000;

/** On stderr, a JSON object a line: phase, counts, followers done and in all, and the errcode while WeCom is waited for. */
export const syncing: Required<Pick<SyncOptions, "onProgress" | "patienceMs" | "waitForOtherMs">> = {
  onProgress: (line: SyncProgress) => void process.stderr.write(`${JSON.stringify(line)}\n`),
  patienceMs: PATIENCE_MS,
  waitForOtherMs: WAIT_FOR_OTHER_MS,
};

/**
 * Pages of customers come and go by the thousand, and V8 would rather grow than collect. Collecting at half again what is
 * alive, 60,000 customers took 213 MB instead of 317.
 */
export const keepHeapSmall = (): void => setFlagsFromString("--heap-growing-percent=50");

export const sync: Command = {
  summary: "read members, customers, tags and groups from WeCom; goes on where it was interrupted",
  run: () => {
    keepHeapSmall();
    return withApp(async (app) => {
      print(JSON.stringify(await syncContacts(app, syncing)));
      return 0;
    });
  },
};
