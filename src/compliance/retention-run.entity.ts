import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** One night's removal of what is too old. It goes on from `position` when the process died. */
@Entity("retention_runs")
@Index("uq_retention_runs_day", ["corpId", "day"], { unique: true })
export class RetentionRun {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** In the corp's zone. */
  @Column({ type: "char", length: 10 })
  day!: string;
  /** What was sent before goes. Fixed when the run starts, and read again against the setting. */
  @Column({ type: "datetime", precision: 3 })
  cutoff!: Date;
  @Column({ type: "varchar", length: 8 })
  state!: "running" | "done";
  /** First the messages, thread by thread; then archive rows that never became messages. */
  @Column({ type: "varchar", length: 8 })
  phase!: "messages" | "rows";
  /** Id of the last thread that is done, or the archive row's. */
  @Column({ type: "bigint", unsigned: true })
  position!: string;
  @Column({ type: "bigint", unsigned: true })
  messages!: string;
  @Column({ name: "archive_rows", type: "bigint", unsigned: true })
  archiveRows!: string;
  @Column({ name: "started_at", type: "datetime", precision: 3 })
  startedAt!: Date;
  @Column({ name: "updated_at", type: "datetime", precision: 3 })
  updatedAt!: Date;
  @Column({ name: "finished_at", type: "datetime", precision: 3, nullable: true })
  finishedAt!: Date | null;
}
