import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { ExportFormat, ExportState, WantedChats } from "./exports.schema";

/** Chats that somebody took out of the system as a file: who, which, why, and until when the file can be fetched. */
@Entity("chat_exports")
@Index("ix_chat_exports_list", ["corpId", "userid", "id"])
@Index("ix_chat_exports_expiry", ["corpId", "state", "expiresAt"])
export class ChatExport {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ type: "varchar", length: 64 })
  userid!: string;
  @Column({ type: "varchar", length: 5 })
  format!: ExportFormat;
  /** Empty once the file is gone: it can name a customer. */
  @Column({ type: "json" })
  wanted!: WantedChats | Record<string, never>;
  @Column({ type: "varchar", length: 500 })
  reason!: string;
  @Column({ type: "varchar", length: 8 })
  state!: ExportState;
  /** Written so far. */
  @Column({ type: "int", unsigned: true })
  messages!: number;
  @Column({ type: "bigint", unsigned: true, nullable: true })
  bytes!: string | null;
  @Column({ type: "varchar", length: 64, nullable: true })
  error!: string | null;
  @Column({ name: "created_at", type: "datetime", precision: 3 })
  createdAt!: Date;
  @Column({ name: "finished_at", type: "datetime", precision: 3, nullable: true })
  finishedAt!: Date | null;
  @Column({ name: "expires_at", type: "datetime", precision: 3, nullable: true })
  expiresAt!: Date | null;
}
