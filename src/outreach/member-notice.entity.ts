import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { AppMessageBody } from "../wecom";

export type MemberNoticeStatus = "pending" | "sent" | "failed";

/** A card of the app to one member: a task, a reminder, a proposal. */
@Entity("member_notices")
@Index("uq_member_notices_key", ["corpId", "noticeKey"], { unique: true })
@Index("ix_member_notices_customer", ["corpId", "externalUserid"])
export class MemberNotice {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** What the member is told once, such as `servicegroup-proposal:<id>`. */
  @Column({ name: "notice_key", type: "varchar", length: 128 })
  noticeKey!: string;
  @Column({ type: "varchar", length: 64 })
  userid!: string;
  /** The customer it names; it is forgotten with them. */
  @Column({ name: "external_userid", type: "varchar", length: 64, nullable: true })
  externalUserid!: string | null;
  @Column({ type: "json" })
  body!: AppMessageBody;
  @Column({ type: "varchar", length: 12 })
  status!: MemberNoticeStatus;
  @Column({ type: "varchar", length: 64, nullable: true })
  reason!: string | null;
  @Column({ type: "varchar", length: 128, nullable: true })
  msgid!: string | null;
  @Column({ name: "settled_at", type: "datetime", precision: 3, nullable: true })
  settledAt!: Date | null;
  @CreateDateColumn({ name: "created_at", type: "datetime", precision: 3, default: () => "CURRENT_TIMESTAMP(3)" })
  createdAt!: Date;
}
