import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

export type ServiceGroupStatus = "starting" | "open" | "dismissed";

/** The 1v1 专属服务群 of one customer and the member who looks after them: at most one. */
@Entity("service_groups")
@Index("uq_service_groups_pair", ["corpId", "externalUserid", "userid"], { unique: true })
@Index("uq_service_groups_chat", ["corpId", "chatId"], { unique: true })
export class ServiceGroup {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "external_userid", type: "varchar", length: 64 })
  externalUserid!: string;
  /** The member who opens it and owns it. */
  @Column({ type: "varchar", length: 64 })
  userid!: string;
  @Column({ type: "varchar", length: 12 })
  status!: ServiceGroupStatus;
  @Column({ name: "group_name", type: "varchar", length: 64 })
  groupName!: string;
  /** WeCom's chat; null until event and groupchat/get have confirmed it, and again after it was dismissed. */
  @Column({ name: "chat_id", type: "varchar", length: 64, nullable: true })
  chatId!: string | null;
  @Column({ name: "opened_at", type: "datetime", precision: 3, nullable: true })
  openedAt!: Date | null;
  @Column({ name: "dismissed_at", type: "datetime", precision: 3, nullable: true })
  dismissedAt!: Date | null;
  @CreateDateColumn({ name: "created_at", type: "datetime", precision: 3, default: () => "CURRENT_TIMESTAMP(3)" })
  createdAt!: Date;
}
