import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { RunCounts } from "./automations.schema";
import type { Definition } from "./definition";

export type RunStatus = "waiting" | "running" | "done" | "cancelled";

/** One run over many customers; resumes behind `cursor` wherever it was interrupted. */
@Entity("automation_runs")
@Index("uq_automation_runs_key", ["corpId", "runKey"], { unique: true })
@Index("ix_automation_runs_due", ["corpId", "status", "dueAt"])
@Index("ix_automation_runs_automation", ["automationId", "id"])
export class AutomationRun {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "automation_id", type: "bigint", unsigned: true })
  automationId!: string;
  /** What must not run twice. */
  @Column({ name: "run_key", type: "varchar", length: 128 })
  runKey!: string;
  /** As it was when the run was asked for, with the run's own parameters in the trigger. */
  @Column({ type: "json" })
  definition!: Definition;
  @Column({ type: "varchar", length: 128 })
  title!: string;
  @Column({ type: "varchar", length: 12 })
  status!: RunStatus;
  @Column({ name: "due_at", type: "datetime", precision: 3 })
  dueAt!: Date;
  /** The wished day and "HH:MM" of its touches. */
  @Column({ name: "touch_day", type: "char", length: 10 })
  touchDay!: string;
  @Column({ name: "touch_time", type: "char", length: 5 })
  touchTime!: string;
  /** Last externalUserid that is done. */
  @Column({ type: "varchar", length: 64, default: "" })
  cursor!: string;
  @Column({ type: "json" })
  counts!: RunCounts;
  @Column({ name: "requested_by", type: "varchar", length: 64, nullable: true })
  requestedBy!: string | null;
  /** When a job was last seen at work, or asked for. */
  @Column({ name: "advanced_at", type: "datetime", precision: 3, nullable: true })
  advancedAt!: Date | null;
  @Column({ name: "started_at", type: "datetime", precision: 3, nullable: true })
  startedAt!: Date | null;
  @Column({ name: "finished_at", type: "datetime", precision: 3, nullable: true })
  finishedAt!: Date | null;
  @CreateDateColumn({ name: "created_at", type: "datetime", precision: 3, default: () => "CURRENT_TIMESTAMP(3)" })
  createdAt!: Date;
}
