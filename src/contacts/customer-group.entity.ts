import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

export type CustomerGroupStatus = "active" | "dismissed";

/** 客户群. */
@Entity("customer_groups")
@Index("uq_customer_groups_identity", ["corpId", "chatId"], { unique: true })
export class CustomerGroup {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "chat_id", type: "varchar", length: 64 })
  chatId!: string;
  /** Unnamed groups have an empty name. */
  @Column({ type: "varchar", length: 128, default: "" })
  name!: string;
  /** Empty until the group has been read for the first time. */
  @Column({ name: "owner_userid", type: "varchar", length: 64, default: "" })
  ownerUserid!: string;
  @Column({ type: "varchar", length: 2048, default: "" })
  notice!: string;
  @Column({ type: "varchar", length: 12 })
  status!: CustomerGroupStatus;
  /** WeCom's version of the member list; an event that continues it can be applied without reading the group. */
  @Column({ name: "member_version", type: "varchar", length: 64, nullable: true })
  memberVersion!: string | null;
  @Column({ name: "opened_at", type: "datetime", precision: 3, nullable: true })
  openedAt!: Date | null;
  @Column({ name: "dismissed_at", type: "datetime", precision: 3, nullable: true })
  dismissedAt!: Date | null;
  @Column({ name: "read_at", type: "datetime", precision: 3, nullable: true })
  readAt!: Date | null;
  /** Why WeCom did not show it when last asked; null when it did. */
  @Column({ name: "unreadable_errcode", type: "int", nullable: true })
  unreadableErrcode!: number | null;
  @Column({ name: "sync_run_id", type: "bigint", unsigned: true, nullable: true })
  syncRunId!: string | null;
  @CreateDateColumn({ name: "created_at", type: "datetime", precision: 3, default: () => "CURRENT_TIMESTAMP(3)" })
  createdAt!: Date;
}
