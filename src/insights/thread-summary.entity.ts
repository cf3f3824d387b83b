import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { SealedColumns } from "../platform/sealed-entity";
import type { ExtractedLine } from "./extract-lines";

/** What one day of one conversation says, in lines that cite. */
@Entity("thread_summaries")
@Index("uq_thread_summaries_day", ["corpId", "threadId", "day"], { unique: true })
@Index("ix_thread_summaries_due", ["corpId", "dueAt"])
@Index("ix_thread_summaries_list", ["corpId", "day", "threadId"])
export class ThreadSummary {
  /** Kept sealed when a key is configured, unless empty; opened as it is loaded. */
  static readonly sealed: SealedColumns<ThreadSummary> = {
    columns: { lines: "thread_summaries.lines" },
    json: ["lines"],
    rowOf: ({ threadId, day }) => `${threadId}:${day}`,
  };

  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "thread_id", type: "bigint", unsigned: true })
  threadId!: string;
  /** In the corp's zone. */
  @Column({ type: "char", length: 10 })
  day!: string;
  /** Readable messages of that day when it was built. */
  @Column({ type: "int", unsigned: true, default: 0 })
  messages!: number;
  @Column({ type: "json" })
  lines!: ExtractedLine[];
  /** Business time of the next building; null: nothing new since the last one. */
  @Column({ name: "due_at", type: "datetime", precision: 3, nullable: true })
  dueAt!: Date | null;
  @Column({ name: "built_at", type: "datetime", precision: 3, nullable: true })
  builtAt!: Date | null;
}
