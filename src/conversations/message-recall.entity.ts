import { Column, Entity, PrimaryColumn } from "typeorm";

/** A withdrawal. Kept apart from the message because it can arrive before the original, or without it. */
@Entity("message_recalls")
export class MessageRecall {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** Of the withdrawn message. */
  @PrimaryColumn({ type: "varchar", length: 128 })
  msgid!: string;
  @Column({ name: "recalled_by", type: "varchar", length: 64 })
  recalledBy!: string;
  @Column({ name: "recalled_at", type: "datetime", precision: 3 })
  recalledAt!: Date;
}
