import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

export type WorkStatus = "pending" | "running" | "done" | "dead";

/**
 * One thing to be done by one handler, written in the transaction that made it necessary. The row is the truth; the
 * Bull job that points at it may be lost and is made again by the sweeper.
 */
@Entity("outbox")
@Index("uq_outbox_dedupe", ["corpId", "handler", "dedupeKey"], { unique: true })
@Index("ix_outbox_due", ["status", "dueAt"])
@Index("ix_outbox_order", ["corpId", "status", "orderKey", "handler", "id", "cause"])
export class WorkItem {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** The event that caused it, or null for a job asked for directly. */
  @Column({ type: "varchar", length: 64, nullable: true })
  event!: string | null;
  /** `capability.job`, a key of the registry. */
  @Column({ type: "varchar", length: 96 })
  handler!: string;
  /** Business key; null means that the same work may stand twice. */
  @Column({ name: "dedupe_key", type: "varchar", length: 191, nullable: true })
  dedupeKey!: string | null;
  /** Rows of one handler and key are run one after another, by id. */
  @Column({ name: "order_key", type: "varchar", length: 96, nullable: true })
  orderKey!: string | null;
  /** What it was asked for by, where somebody will want to know: `callback:123`. */
  @Column({ type: "varchar", length: 64, nullable: true })
  cause!: string | null;
  @Column({ type: "json" })
  payload!: unknown;
  @Column({ type: "varchar", length: 12 })
  status!: WorkStatus;
  @Column({ type: "smallint", unsigned: true, default: 0 })
  attempts!: number;
  /** Real time. pending: when to offer it to Bull again; running: when its worker counts as dead. */
  @Column({ name: "due_at", type: "datetime", precision: 3 })
  dueAt!: Date;
  @Column({ name: "last_error", type: "varchar", length: 500, nullable: true })
  lastError!: string | null;
  @Column({ name: "finished_at", type: "datetime", precision: 3, nullable: true })
  finishedAt!: Date | null;
  @CreateDateColumn({ name: "created_at", type: "datetime", precision: 3, default: () => "CURRENT_TIMESTAMP(3)" })
  createdAt!: Date;
}
