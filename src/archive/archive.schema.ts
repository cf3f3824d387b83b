import { z } from "zod";

export const ConsentsQuery = z.strictObject({ externalUserid: z.string().min(1).max(64) });

/** WeCom's word is open: `Default_Agree` is known, others may come. */
export type ConsentState = "agreed" | "assumed" | "refused" | "unknown";

/** 存档授权 of one customer with one member or in one room. */
export interface ConsentView {
  kind: "member" | "room";
  party: string;
  /** Of the member or the room; empty for an unnamed room. */
  name: string;
  state: ConsentState;
  changedAt: Date | null;
  checkedAt: Date | null;
}

export interface CustomerConsents {
  consents: ConsentView[];
  /** Members of this customer whose conversations are archived; without one there is nothing to agree to. */
  archivedMembers: string[];
  configured: boolean;
}

/** What the settings show of the archive. */
export interface ArchiveOverview {
  configured: boolean;
  keyVersions: number[];
  members: { userid: string; name: string; since: Date }[];
  membersReadAt: Date | null;
  /** WeCom's errcode when it refused the list. */
  refusal: number | null;
  consents: { state: ConsentState; pairs: number }[];
  /** The last full round of asking. */
  consentsCheckedAt: Date | null;
  gaps: GapsView;
}

export interface GapsView {
  /** Times without a pull longer than WeCom keeps messages. */
  outages: { fromAt: Date; toAt: Date; afterSeq: string; nextSeq: string | null }[];
  /** A silence that goes on now: hours since the last pull, and until messages are lost. */
  silence: { sinceAt: Date; hours: number; hoursUntilLoss: number } | null;
  jumps: { afterSeq: string; nextSeq: string; missing: string }[];
  jumpCount: number;
  parked: { reason: string; rows: number; firstSeq: string; lastSeq: string }[];
  /** Files that cannot be had any more, by reason. */
  lostMedia: { reason: string; files: number }[];
}
