import { Column, Entity, PrimaryColumn } from "typeorm";

/** How far a thread has been looked through for keywords. */
@Entity("keyword_cursors")
export class KeywordCursor {
  @PrimaryColumn({ name: "thread_id", type: "bigint", unsigned: true })
  threadId!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "message_id", type: "bigint", unsigned: true })
  messageId!: string;
}
