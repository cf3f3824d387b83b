import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { TouchContent } from "./outreach.schema";

/**
 * claimed → created → closing → closed; `unknown` while WeCom is asked whether a lost call made a task; `refused` when it
 * is certain that none was made.
 */
export type MassSendStatus = "claimed" | "created" | "unknown" | "closing" | "closed" | "refused";

/** Why a task is taken back from the member. */
export type CloseReason = "member_silent" | "rebuild";

/** Of a task that has ended: the text was kept to ask WeCom about it, and may name a customer. */
export const NO_CONTENT: TouchContent = { text: "", attachments: [] };

/** One call of add_msg_template: written before the call, so that a lost answer leaves a trace to ask WeCom about. */
@Entity("mass_send_tasks")
@Index("uq_mass_send_tasks_msgid", ["corpId", "msgid"], { unique: true })
@Index("ix_mass_send_tasks_next", ["corpId", "status", "nextCheckAt"])
export class MassSendTask {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ type: "varchar", length: 64 })
  userid!: string;
  /** {@link NO_CONTENT} from its end on. */
  @Column({ type: "json" })
  content!: TouchContent;
  @Column({ name: "content_hash", type: "char", length: 64 })
  contentHash!: string;
  @Column({ type: "int", unsigned: true })
  recipients!: number;
  @Column({ type: "varchar", length: 12 })
  status!: MassSendStatus;
  @Column({ type: "varchar", length: 64, nullable: true })
  msgid!: string | null;
  @Column({ name: "claimed_at", type: "datetime", precision: 3 })
  claimedAt!: Date;
  /** Real time by the database's clock: renewed while the call runs; past it, the claiming process counts as dead. */
  @Column({ name: "lease_until", type: "datetime", precision: 3 })
  leaseUntil!: Date;
  /** Business time at which the answer was lost. */
  @Column({ name: "unknown_since", type: "datetime", precision: 3, nullable: true })
  unknownSince!: Date | null;
  @Column({ name: "task_created_at", type: "datetime", precision: 3, nullable: true })
  taskCreatedAt!: Date | null;
  /** Past it an unconfirmed task is taken back. */
  @Column({ name: "silent_at", type: "datetime", precision: 3, nullable: true })
  silentAt!: Date | null;
  @Column({ name: "next_check_at", type: "datetime", precision: 3, nullable: true })
  nextCheckAt!: Date | null;
  /** Checks in a row that WeCom could not answer yet. */
  @Column({ name: "empty_checks", type: "smallint", unsigned: true, default: 0 })
  emptyChecks!: number;
  @Column({ name: "close_reason", type: "varchar", length: 16, nullable: true })
  closeReason!: CloseReason | null;
  /** ISO times of reminders, by people and by itself. */
  @Column({ name: "reminded_at", type: "json" })
  remindedAt!: string[];
  @Column({ name: "last_error", type: "varchar", length: 191, nullable: true })
  lastError!: string | null;
  @Column({ name: "closed_at", type: "datetime", precision: 3, nullable: true })
  closedAt!: Date | null;
}
