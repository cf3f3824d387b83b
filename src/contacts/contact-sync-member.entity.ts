import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { DifferenceCounts } from "./differences";

/** What reading one follower's customers brought so far. */
export interface MemberTally {
  relations: number;
  found: number;
  ended: number;
  differences: DifferenceCounts;
}

/** How far one sync is with one follower: committed with the page the cursor comes from, so nothing is read twice. */
@Entity("contact_sync_members")
@Index("uq_contact_sync_members_identity", ["runId", "userid"], { unique: true })
export class ContactSyncMember {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "run_id", type: "bigint", unsigned: true })
  runId!: string;
  @Column({ type: "varchar", length: 64 })
  userid!: string;
  /** read: all pages are, and what they no longer name is still to be ended. unreadable: WeCom does not show this member's customers (any more). */
  @Column({ type: "varchar", length: 12 })
  status!: "waiting" | "read" | "done" | "unreadable";
  /** WeCom's cursor of the next page; null at the beginning. */
  @Column({ name: "page_cursor", type: "varchar", length: 512, nullable: true })
  cursor!: string | null;
  @Column({ type: "json" })
  tally!: MemberTally;
}
