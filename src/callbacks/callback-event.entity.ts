import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/**
 * received: committed, not looked at yet; dispatched: passed on; ignored: known and of no use here; unknown: a kind this
 * build does not know, kept for one that does; dead: known, but not of the shape it should have.
 */
export type CallbackState = "received" | "dispatched" | "ignored" | "unknown" | "dead";

/** The inbox: each distinct thing WeCom told us, as it told it. */
@Entity("callback_events")
@Index("uq_callback_events_dedupe", ["corpId", "dedupeKey"], { unique: true })
@Index("ix_callback_events_state", ["corpId", "state", "id"])
export class CallbackEvent {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** SHA-256, hex, of the fields that make two deliveries the same event. */
  @Column({ name: "dedupe_key", type: "char", length: 64 })
  dedupeKey!: string;
  /** `Event`, or `message:` and the MsgType of a member's message to the app. */
  @Column({ type: "varchar", length: 64 })
  event!: string;
  @Column({ name: "change_type", type: "varchar", length: 64, nullable: true })
  changeType!: string | null;
  /** Decrypted, whole. */
  @Column({ type: "mediumtext" })
  xml!: string;
  /** WeCom's CreateTime. */
  @Column({ name: "event_time", type: "datetime", precision: 3, nullable: true })
  eventTime!: Date | null;
  @Column({ name: "received_at", type: "datetime", precision: 3 })
  receivedAt!: Date;
  @Column({ type: "varchar", length: 12 })
  state!: CallbackState;
  @Column({ name: "last_error", type: "varchar", length: 255, nullable: true })
  lastError!: string | null;
}
