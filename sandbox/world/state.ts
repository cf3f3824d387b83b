import type { AppChat } from "./app-chats";
import type { ArchiveState } from "./archive";
import type { BusinessState } from "./business";
import type { CorpState } from "./corp";
import type { CredentialsState } from "./credentials";
import type { Customer, Relation } from "./customers";
import type { Group } from "./groups";
import type { AppMessagesState } from "./inbox";
import type { InterceptRule } from "./intercept-rules";
import type { KfState } from "./kf";
import type { Faults, Limits } from "./knobs";
import type { Media } from "./media";
import type { OutreachState } from "./outreach";
import type { StatsState } from "./stats";
import type { Strategy } from "./strategies";
import type { DeletedTag, TagGroup } from "./tags";
import type { Transfer } from "./transfers";
import type { WaysState } from "./ways";

export type Seed = "demo" | "empty";

/** Where the callbacks of the main app go. */
export interface CallbackTarget {
  url: string | null;
  token: string;
  aesKey: string;
  retryNon200: boolean;
}

/** An event on its way; kept until it was answered or given up, so that a restart loses none. */
export interface OutgoingEvent {
  id: number;
  journalN: number;
  xml: string;
  agentId: string;
  attempts: number;
  /** Takes the member's answer to an app event (passive reply). */
  replyTo: { userid: string; taskId: string | null } | null;
}

export type DueKind = "transfer" | "moment-job" | "archive-notify";

/** Something that happens by itself at `atMs` of the sandbox's clock. */
export interface DueItem {
  atMs: number;
  kind: DueKind;
  ref: string;
}

/** Rises when older snapshots cannot be read any more; such a corp is seeded anew. */
export const STATE_VERSION = 2;

/** The whole sandbox as plain JSON: this is what a snapshot holds. */
export interface WorldState {
  version: typeof STATE_VERSION;
  seed: Seed;
  clockOffsetMs: number;
  /** Rises for ever, also over a reset: orders rows, numbers events. */
  number: number;
  corp: CorpState;
  credentials: CredentialsState;
  callback: CallbackTarget;
  /** By their id. */
  outgoing: Record<string, OutgoingEvent>;
  faults: Faults;
  limits: Limits;
  customers: Record<string, Customer>;
  relations: Record<string, Relation>;
  tagGroups: TagGroup[];
  deletedTags: DeletedTag[];
  strategies: Strategy[];
  appChats: Record<string, AppChat>;
  interceptRules: Record<string, InterceptRule>;
  groups: Record<string, Group>;
  ways: WaysState;
  outreach: OutreachState;
  transfers: Transfer[];
  appMessages: AppMessagesState;
  kf: KfState;
  business: BusinessState;
  media: Record<string, Media>;
  archive: ArchiveState;
  stats: StatsState;
  due: DueItem[];
  /** Answers of the corp's rate counters: blocked until, by path. */
  blockedUntil: Record<string, number>;
}
