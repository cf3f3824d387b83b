import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** A tap on 「创建」. What the client makes of it comes back as a callback, as a post of the page, as both, or as neither. */
@Entity("service_group_attempts")
@Index("ix_service_group_attempts_group", ["serviceGroupId", "id"])
@Index("ix_service_group_attempts_chat", ["corpId", "postedChatId"])
export class ServiceGroupAttempt {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "service_group_id", type: "bigint", unsigned: true })
  serviceGroupId!: string;
  /** Members the page was told to invite, the owner first. */
  @Column({ type: "json" })
  userids!: string[];
  @Column({ name: "started_at", type: "datetime", precision: 3 })
  startedAt!: Date;
  /** What the page said; believed only once groupchat/get agrees. */
  @Column({ name: "posted_chat_id", type: "varchar", length: 64, nullable: true })
  postedChatId!: string | null;
  @Column({ name: "posted_at", type: "datetime", precision: 3, nullable: true })
  postedAt!: Date | null;
}
