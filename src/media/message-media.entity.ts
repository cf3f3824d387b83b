import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** Which files a message carries; `part` counts them in reading order. */
@Entity("message_media")
@Index("ix_message_media_file", ["fileId"])
export class MessageMedia {
  @PrimaryColumn({ name: "message_id", type: "bigint", unsigned: true })
  messageId!: string;
  @PrimaryColumn({ type: "int", unsigned: true })
  part!: number;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "file_id", type: "bigint", unsigned: true })
  fileId!: string;
}
