import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { ReasonCode, ReasonDetails, TouchContent, TouchKind, TouchStatus } from "./outreach.schema";

/** One thing to be said to one customer in one member's name, from the plan to what WeCom says became of it. */
@Entity("touches")
@Index("uq_touches_dedupe", ["corpId", "dedupeKey"], { unique: true })
@Index("ix_touches_customer", ["corpId", "externalUserid", "plannedFor"])
@Index("ix_touches_due", ["corpId", "status", "dueAt"])
@Index("ix_touches_plan", ["corpId", "plannedFor", "id"])
@Index("ix_touches_task", ["taskId"])
@Index("ix_touches_origin", ["corpId", "origin", "targetDay"])
export class Touch {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "external_userid", type: "varchar", length: 64 })
  externalUserid!: string;
  /** The member who is to send it. */
  @Column({ type: "varchar", length: 64 })
  userid!: string;
  @Column({ type: "varchar", length: 16 })
  kind!: TouchKind;
  @Column({ type: "smallint", unsigned: true })
  priority!: number;
  /** What must not be said twice, such as `birthday:2026:<externalUserid>`. */
  @Column({ name: "dedupe_key", type: "varchar", length: 191 })
  dedupeKey!: string;
  /** What it is about (`article:<id>`), when the customer should get that only once, whoever asks. */
  @Column({ type: "varchar", length: 96, nullable: true })
  subject!: string | null;
  /** Who planned it, such as `automation:<id>`. */
  @Column({ type: "varchar", length: 64 })
  origin!: string;
  /** For lists: 生日祝福, or the article's title. */
  @Column({ type: "varchar", length: 128 })
  title!: string;
  @Column({ type: "json" })
  content!: TouchContent;
  /** SHA-256 of `content`: equal texts of one member go out as one task. */
  @Column({ name: "content_hash", type: "char", length: 64 })
  contentHash!: string;
  /** The day it was meant for. Local days are text, YYYY-MM-DD of the corp's zone. */
  @Column({ name: "target_day", type: "char", length: 10 })
  targetDay!: string;
  /** The day it has now. */
  @Column({ name: "planned_for", type: "char", length: 10 })
  plannedFor!: string;
  /** Last day on which it still makes sense. */
  @Column({ name: "use_by", type: "char", length: 10 })
  useBy!: string;
  /** "HH:MM" of the corp's clock. */
  @Column({ name: "at_time", type: "char", length: 5 })
  atTime!: string;
  @Column({ name: "due_at", type: "datetime", precision: 3 })
  dueAt!: Date;
  @Column({ type: "varchar", length: 16 })
  status!: TouchStatus;
  @Column({ name: "reason_code", type: "varchar", length: 32, nullable: true })
  reasonCode!: ReasonCode | null;
  @Column({ name: "reason_details", type: "json", nullable: true })
  reasonDetails!: ReasonDetails | null;
  /** When a sending job was last asked for. */
  @Column({ name: "released_at", type: "datetime", precision: 3, nullable: true })
  releasedAt!: Date | null;
  /** Someone wants it back while it waits for the member. */
  @Column({ name: "cancel_requested_at", type: "datetime", precision: 3, nullable: true })
  cancelRequestedAt!: Date | null;
  /** Row of mass_send_tasks. */
  @Column({ name: "task_id", type: "bigint", unsigned: true, nullable: true })
  taskId!: string | null;
  @Column({ name: "claimed_at", type: "datetime", precision: 3, nullable: true })
  claimedAt!: Date | null;
  @Column({ name: "task_created_at", type: "datetime", precision: 3, nullable: true })
  taskCreatedAt!: Date | null;
  @Column({ name: "awaiting_since", type: "datetime", precision: 3, nullable: true })
  awaitingSince!: Date | null;
  @Column({ name: "sent_at", type: "datetime", precision: 3, nullable: true })
  sentAt!: Date | null;
  @Column({ name: "settled_at", type: "datetime", precision: 3, nullable: true })
  settledAt!: Date | null;
  @Column({ name: "planned_at", type: "datetime", precision: 3 })
  plannedAt!: Date;
  @CreateDateColumn({ name: "created_at", type: "datetime", precision: 3, default: () => "CURRENT_TIMESTAMP(3)" })
  createdAt!: Date;
}
