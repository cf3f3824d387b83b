import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

import type { WelcomeStatus } from "./outreach.schema";

/** One welcome code and what became of it. */
@Entity("welcome_sends")
@Index("uq_welcome_sends_code", ["corpId", "codeHash"], { unique: true })
@Index("ix_welcome_sends_customer", ["corpId", "externalUserid"])
export class WelcomeSend {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** SHA-256 of the code. */
  @Column({ name: "code_hash", type: "char", length: 64 })
  codeHash!: string;
  @Column({ name: "external_userid", type: "varchar", length: 64 })
  externalUserid!: string;
  @Column({ type: "varchar", length: 64 })
  userid!: string;
  @Column({ type: "varchar", length: 20 })
  status!: WelcomeStatus;
  /** What the last call ended with, such as `wecom_41096`. */
  @Column({ type: "varchar", length: 64, nullable: true })
  reason!: string | null;
  /** Calls made so far. */
  @Column({ type: "smallint", unsigned: true, default: 0 })
  calls!: number;
  /** A call's answer was lost: a later "used already" then means that it arrived. */
  @Column({ name: "answer_lost", type: "boolean", default: false })
  answerLost!: boolean;
  @Column({ name: "event_at", type: "datetime", precision: 3 })
  eventAt!: Date;
  /** Until then the claiming process may be working on it; real time by the database's clock. */
  @Column({ name: "lease_until", type: "datetime", precision: 3 })
  leaseUntil!: Date;
  @Column({ name: "settled_at", type: "datetime", precision: 3, nullable: true })
  settledAt!: Date | null;
  @CreateDateColumn({ name: "created_at", type: "datetime", precision: 3, default: () => "CURRENT_TIMESTAMP(3)" })
  createdAt!: Date;
}
