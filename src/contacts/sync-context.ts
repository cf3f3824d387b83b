import type { App } from "../app";
import type { Tx } from "../platform/db";
import { WecomError } from "../wecom";
import type { ContactSyncMember, MemberTally } from "./contact-sync-member.entity";
import type { SyncCounts, SyncPhase, SyncPosition } from "./contact-sync-run.entity";
import type { Difference, DifferenceCounts } from "./differences";

/** The run as the steps see it; `id` is null when nothing at all is to be written. */
export interface SyncRun {
  id: string | null;
  corpId: string;
  startedAt: Date;
  phase: SyncPhase;
  position: SyncPosition;
  counts: SyncCounts;
  differences: DifferenceCounts;
}

/** How far the run is with one follower. */
export interface MemberProgress {
  userid: string;
  status: ContactSyncMember["status"];
  cursor: string | null;
  tally: MemberTally;
  /** Pairs that WeCom listed; only of a dry run, which leaves no mark on the rows. */
  seen: Set<string> | null;
}

/** What a step of the sync gets: the run, and how to save and show where it is. */
export interface SyncContext {
  app: App;
  run: SyncRun;
  /** Only look: our contacts stay as they are. */
  dryRun: boolean;
  /** Start of the last finished sync; null when this is the first, and then nothing it finds is news. */
  since: Date | null;
  /** Throws when another process has taken over. */
  alive(): Promise<void>;
  save(fields: Partial<Pick<SyncRun, "phase" | "position" | "counts" | "differences">>): Promise<void>;
  /** Keeps a few examples of each kind, with the transaction that repairs them. */
  keepExamples(tx: Tx, differences: readonly Difference[]): Promise<void>;
  /** Followers finished and in all, and the wait that WeCom asked for. */
  progress(fields: { members?: { done: number; all: number }; paused?: number | null }): void;
  /** Longest wait for WeCom's windows to pass, in real time; whoever is behind a queue comes back instead. */
  patienceMs: number;
}

const LOOK_AGAIN_MS = 2_000;

/** Waits while WeCom (or our own count of calls) says "later", as long as this run has patience. */
export async function patiently<T>(context: SyncContext, ask: () => Promise<T>): Promise<T> {
  for (let waitedMs = 0; ; waitedMs += LOOK_AGAIN_MS) {
    try {
      const answer = await ask();
      if (waitedMs > 0) context.progress({ paused: null });
      return answer;
    } catch (error) {
      const isLater = error instanceof WecomError && error.verdict === "retry_later";
      if (!isLater || waitedMs >= context.patienceMs) throw error;
      context.progress({ paused: error.errcode });
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    await context.alive();
  }
}
