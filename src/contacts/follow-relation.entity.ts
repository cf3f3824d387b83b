import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/**
 * half: the customer added a member who has not confirmed; full: both have each other; deleted_by_customer: one-way, still
 * readable in WeCom; deleted_by_member: nothing is left there; transferred: nothing is left, a colleague has the customer.
 */
export const relationStatuses = ["half", "full", "deleted_by_customer", "deleted_by_member", "transferred"] as const;
export type RelationStatus = (typeof relationStatuses)[number];

/** One member and one customer. Tags and remarks belong to this pair. */
@Entity("follow_relations")
@Index("uq_follow_relations_identity", ["corpId", "externalUserid", "userid"], { unique: true })
@Index("ix_follow_relations_ended", ["corpId", "status", "endedAt"])
@Index("ix_follow_relations_member", ["corpId", "userid", "status", "externalUserid"])
export class FollowRelation {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "external_userid", type: "varchar", length: 64 })
  externalUserid!: string;
  @Column({ type: "varchar", length: 64 })
  userid!: string;
  @Column({ type: "varchar", length: 24 })
  status!: RelationStatus;
  @Column({ type: "varchar", length: 128, default: "" })
  remark!: string;
  @Column({ type: "varchar", length: 1024, default: "" })
  description!: string;
  @Column({ name: "remark_corp_name", type: "varchar", length: 128, nullable: true })
  remarkCorpName!: string | null;
  @Column({ name: "remark_mobiles", type: "json" })
  remarkMobiles!: string[];
  /** The member's own tags, names only; WeCom gives no ids for them. */
  @Column({ name: "personal_tags", type: "json" })
  personalTags!: string[];
  /** @see https://developer.work.weixin.qq.com/document/path/92114 */
  @Column({ name: "add_way", type: "int", nullable: true })
  addWay!: number | null;
  @Column({ name: "oper_userid", type: "varchar", length: 64, nullable: true })
  operUserid!: string | null;
  /** Of the 联系我 code or 获客链接. */
  @Column({ type: "varchar", length: 128, nullable: true })
  state!: string | null;
  /** When the member last added this customer (WeCom's createtime); null while unknown. */
  @Column({ name: "followed_at", type: "datetime", precision: 3, nullable: true })
  followedAt!: Date | null;
  @Column({ name: "ended_at", type: "datetime", precision: 3, nullable: true })
  endedAt!: Date | null;
  /** As for the contact: when the reading was asked for. */
  @Column({ name: "read_at", type: "datetime", precision: 3, nullable: true })
  readAt!: Date | null;
  /** The last full sync that saw it. */
  @Column({ name: "sync_run_id", type: "bigint", unsigned: true, nullable: true })
  syncRunId!: string | null;
  @CreateDateColumn({ name: "created_at", type: "datetime", precision: 3, default: () => "CURRENT_TIMESTAMP(3)" })
  createdAt!: Date;
}
