import type { App } from "../app";
import type { ContactSyncRun } from "./contact-sync-run.entity";

/** What a step of the sync gets: the run, and how to save and show where it is. */
export interface SyncContext {
  app: App;
  run: ContactSyncRun;
  /** Start of the last finished sync; null when this is the first, and then nothing it finds is news. */
  since: Date | null;
  /** Renews the lease; throws when another process has taken over. */
  alive(): Promise<void>;
  save(fields: Partial<Pick<ContactSyncRun, "phase" | "position" | "counts">>): Promise<void>;
}
