import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { SealedColumns } from "../platform/sealed-entity";

export type SenderKind = "member" | "customer" | "robot";

/** An archived message, read into a shape. The text as WeCom gave it stays with the archive. */
@Entity("messages")
@Index("uq_messages_identity", ["corpId", "msgid"], { unique: true })
@Index("ix_messages_thread", ["threadId", "sentAt", "id"])
export class Message {
  /** Both are kept sealed when a key is configured, and are opened as they are loaded. */
  static readonly sealed: SealedColumns<Message> = {
    columns: { text: "messages.text", content: "messages.content" },
    rowOf: (message) => message.msgid,
  };

  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ type: "varchar", length: 128 })
  msgid!: string;
  @Column({ name: "thread_id", type: "bigint", unsigned: true })
  threadId!: string;
  @Column({ type: "bigint", unsigned: true })
  seq!: string;
  @Column({ name: "sent_at", type: "datetime", precision: 3 })
  sentAt!: Date;
  @Column({ name: "sender_kind", type: "varchar", length: 8 })
  senderKind!: SenderKind;
  /** userid, external userid or robot id, as WeCom wrote it. */
  @Column({ name: "sender_id", type: "varchar", length: 64 })
  senderId!: string;
  /** WeCom's msgtype; `revoke`, `agree` and `disagree` are notices, not something said. */
  @Column({ type: "varchar", length: 40 })
  msgtype!: string;
  /** What was said, or one line in Chinese that stands for it: 「[文件] 报价单.xlsx」. */
  @Column({ type: "mediumtext" })
  text!: string;
  /** JSON of a MessageContent; null for plain text, which `text` holds. Not a json column: its ids can exceed 2^53. */
  @Column({ type: "mediumtext", nullable: true })
  content!: string | null;
  @Column({ name: "recalled_at", type: "datetime", precision: 3, nullable: true })
  recalledAt!: Date | null;
}
