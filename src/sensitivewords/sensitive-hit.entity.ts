import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { HitState, Level } from "./sensitivewords.schema";

/** A word in a message; one row however often the message is checked. The word is kept as it was, should the list change. */
@Entity("sensitive_hits")
@Index("uq_sensitive_hits_identity", ["messageId", "wordId"], { unique: true })
@Index("ix_sensitive_hits_list", ["corpId", "state", "sentAt", "id"])
@Index("ix_sensitive_hits_thread", ["corpId", "threadId", "sentAt", "messageId"])
@Index("ix_sensitive_hits_alert", ["corpId", "alertState", "id"])
export class SensitiveHit {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "message_id", type: "bigint", unsigned: true })
  messageId!: string;
  @Column({ name: "word_id", type: "bigint", unsigned: true })
  wordId!: string;
  @Column({ type: "varchar", length: 64 })
  word!: string;
  @Column({ name: "group_name", type: "varchar", length: 32 })
  groupName!: string;
  @Column({ type: "varchar", length: 8 })
  level!: Level;
  @Column({ name: "thread_id", type: "bigint", unsigned: true })
  threadId!: string;
  @Column({ name: "sender_kind", type: "varchar", length: 8 })
  senderKind!: "member" | "customer" | "robot";
  @Column({ name: "sender_id", type: "varchar", length: 64 })
  senderId!: string;
  @Column({ name: "sent_at", type: "datetime", precision: 3 })
  sentAt!: Date;
  @Column({ type: "varchar", length: 8 })
  state!: HitState;
  @Column({ name: "handled_by", type: "varchar", length: 64, nullable: true })
  handledBy!: string | null;
  @Column({ name: "handled_at", type: "datetime", precision: 3, nullable: true })
  handledAt!: Date | null;
  @Column({ type: "varchar", length: 500, nullable: true })
  note!: string | null;
  /** none: found by looking at the past, which calls nobody. */
  @Column({ name: "alert_state", type: "varchar", length: 8 })
  alertState!: "due" | "told" | "none";
  @Column({ name: "found_at", type: "datetime", precision: 3 })
  foundAt!: Date;
}
