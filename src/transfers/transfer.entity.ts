import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { TransferKind } from "../wecom";
import type { TransferReason, TransferState, TransferSubject } from "./transfers.schema";

/** One customer, or one customer group, on the way from one member to another. */
@Entity("transfers")
@Index("uq_transfers_open", ["corpId", "openKey"], { unique: true })
@Index("uq_transfers_order", ["orderId", "subject", "subjectId"], { unique: true })
@Index("ix_transfers_due", ["corpId", "state", "dueAt"])
@Index("ix_transfers_subject", ["corpId", "subject", "subjectId", "startedAt"])
@Index("ix_transfers_handover", ["corpId", "handoverUserid", "state"])
export class Transfer {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "order_id", type: "bigint", unsigned: true })
  orderId!: string;
  @Column({ type: "varchar", length: 12 })
  kind!: TransferKind;
  @Column({ type: "varchar", length: 8 })
  subject!: TransferSubject;
  /** externalUserid, or chatId. */
  @Column({ name: "subject_id", type: "varchar", length: 64 })
  subjectId!: string;
  @Column({ name: "handover_userid", type: "varchar", length: 64 })
  handoverUserid!: string;
  @Column({ name: "takeover_userid", type: "varchar", length: 64 })
  takeoverUserid!: string;
  @Column({ type: "varchar", length: 12 })
  state!: TransferState;
  /** `subject:subjectId` until it is settled, then null: a customer is on one way at a time, whoever asks. */
  @Column({ name: "open_key", type: "varchar", length: 73, nullable: true })
  openKey!: string | null;
  @Column({ type: "varchar", length: 24, nullable: true })
  reason!: TransferReason | null;
  /** WeCom's last word on it, for operators. */
  @Column({ type: "int", nullable: true })
  errcode!: number | null;
  /** Calls made for it. */
  @Column({ type: "smallint", unsigned: true, default: 0 })
  attempts!: number;
  /** When it is looked at next: planned, to be handed to WeCom; started or unknown, to be asked about. */
  @Column({ name: "due_at", type: "datetime", precision: 3, nullable: true })
  dueAt!: Date | null;
  @Column({ name: "claimed_at", type: "datetime", precision: 3, nullable: true })
  claimedAt!: Date | null;
  /** Real time by the database's clock: renewed while the call runs; past it, the claiming process counts as dead. */
  @Column({ name: "lease_until", type: "datetime", precision: 3, nullable: true })
  leaseUntil!: Date | null;
  @Column({ name: "unknown_since", type: "datetime", precision: 3, nullable: true })
  unknownSince!: Date | null;
  @Column({ name: "started_at", type: "datetime", precision: 3, nullable: true })
  startedAt!: Date | null;
  /** When WeCom will carry it out, or did. */
  @Column({ name: "takeover_at", type: "datetime", precision: 3, nullable: true })
  takeoverAt!: Date | null;
  @Column({ name: "settled_at", type: "datetime", precision: 3, nullable: true })
  settledAt!: Date | null;
}
