import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

@Entity("customer_group_members")
@Index("uq_customer_group_members_identity", ["corpId", "chatId", "memberId"], { unique: true })
@Index("ix_customer_group_members_member", ["corpId", "memberId", "chatId"])
export class CustomerGroupMember {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "chat_id", type: "varchar", length: 64 })
  chatId!: string;
  /** userid, or externalUserid. */
  @Column({ name: "member_id", type: "varchar", length: 64 })
  memberId!: string;
  @Column({ type: "varchar", length: 8 })
  kind!: "member" | "customer";
  @Column({ type: "varchar", length: 128, default: "" })
  name!: string;
  @Column({ name: "joined_at", type: "datetime", precision: 3, nullable: true })
  joinedAt!: Date | null;
  /** 1 invited, 2 by link, 3 by QR; in events 0 invited. */
  @Column({ name: "join_scene", type: "int", nullable: true })
  joinScene!: number | null;
}
