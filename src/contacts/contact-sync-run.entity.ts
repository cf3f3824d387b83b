import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

export const syncPhases = ["members", "tags", "customers", "groups", "done"] as const;
export type SyncPhase = (typeof syncPhases)[number];

/** Where to go on after an interruption. Followers are read in batches of 100; `batch` counts those that are finished. */
export interface SyncPosition {
  followers: string[];
  batch: number;
  cursor: string | null;
}

export interface SyncCounts {
  members: number;
  tags: number;
  relations: number;
  groups: number;
  /** Relations that a lost callback had kept from us, and those that had ended unnoticed. */
  found: number;
  ended: number;
}

/** One full reading of WeCom's contacts; at most one is open per corp. */
@Entity("contact_sync_runs")
@Index("ix_contact_sync_runs_status", ["corpId", "status", "id"])
export class ContactSyncRun {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ type: "varchar", length: 12 })
  status!: "running" | "done";
  @Column({ type: "varchar", length: 12 })
  phase!: SyncPhase;
  @Column({ type: "json" })
  position!: SyncPosition;
  @Column({ type: "json" })
  counts!: SyncCounts;
  @Column({ name: "started_at", type: "datetime", precision: 3 })
  startedAt!: Date;
  @Column({ name: "updated_at", type: "datetime", precision: 3 })
  updatedAt!: Date;
  @Column({ name: "finished_at", type: "datetime", precision: 3, nullable: true })
  finishedAt!: Date | null;
}
