import { Column, Entity, PrimaryColumn } from "typeorm";

/** A room of colleagues as WeCom names it; rooms with customers are 客户群 and known by the contacts. */
@Entity("internal_rooms")
export class InternalRoom {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** The archive's roomid. */
  @PrimaryColumn({ name: "chat_id", type: "varchar", length: 64 })
  chatId!: string;
  /** Empty: the room has no name, or WeCom does not tell it. */
  @Column({ type: "varchar", length: 191, default: "" })
  name!: string;
  /** Why WeCom did not show it when last asked; null when it did. */
  @Column({ name: "unreadable_errcode", type: "int", nullable: true })
  unreadableErrcode!: number | null;
  @Column({ name: "read_at", type: "datetime", precision: 3 })
  readAt!: Date;
}
