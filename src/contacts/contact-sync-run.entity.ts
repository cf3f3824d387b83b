import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { DifferenceCounts } from "./differences";

export const syncPhases = ["members", "tags", "customers", "groups", "done"] as const;
export type SyncPhase = (typeof syncPhases)[number];

export interface SyncCounts {
  members: number;
  tags: number;
  relations: number;
  groups: number;
  /** Relations that a lost callback had kept from us, and those that had ended unnoticed. */
  found: number;
  ended: number;
}

/** Where to go on after an interruption; how far each follower is stands in contact_sync_members. */
export interface SyncPosition {
  followers: string[];
  /** What was counted before the customers' phase, whose own counts are per follower. */
  before?: { counts: SyncCounts; differences: DifferenceCounts };
}

/** One full reading of WeCom's contacts and what it found to differ; at most one that repairs is open per corp. */
@Entity("contact_sync_runs")
@Index("ix_contact_sync_runs_status", ["corpId", "status", "id"])
export class ContactSyncRun {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ type: "varchar", length: 12 })
  status!: "running" | "done";
  /** Only looked: nothing but this row and its findings was written. */
  @Column({ name: "dry_run", type: "tinyint", default: 0 })
  dryRun!: number;
  /** userid of who asked for it; null: the night, or the command line. */
  @Column({ name: "asked_by", type: "varchar", length: 64, nullable: true })
  askedBy!: string | null;
  @Column({ type: "varchar", length: 12 })
  phase!: SyncPhase;
  @Column({ type: "json" })
  position!: SyncPosition;
  @Column({ type: "json" })
  counts!: SyncCounts;
  /** null: of a version that did not compare. */
  @Column({ type: "json", nullable: true })
  differences!: DifferenceCounts | null;
  /** Why it stands still, until it goes on. */
  @Column({ name: "last_error", type: "varchar", length: 191, nullable: true })
  lastError!: string | null;
  @Column({ name: "started_at", type: "datetime", precision: 3 })
  startedAt!: Date;
  @Column({ name: "updated_at", type: "datetime", precision: 3 })
  updatedAt!: Date;
  @Column({ name: "finished_at", type: "datetime", precision: 3, nullable: true })
  finishedAt!: Date | null;
}
