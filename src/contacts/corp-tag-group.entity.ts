import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

@Entity("corp_tag_groups")
@Index("uq_corp_tag_groups_identity", ["corpId", "groupId"], { unique: true })
export class CorpTagGroup {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "group_id", type: "varchar", length: 64 })
  groupId!: string;
  @Column({ type: "varchar", length: 64 })
  name!: string;
  /** Up to 2^32 - 1; larger comes first. */
  @Column({ name: "sort_order", type: "bigint", unsigned: true, default: 0 })
  sortOrder!: string;
  /** Learned from the answer that made it; WeCom lets only its maker change a group. */
  @Column({ name: "created_by_us", type: "tinyint", default: 0 })
  createdByUs!: number;
  @Column({ name: "deleted_at", type: "datetime", precision: 3, nullable: true })
  deletedAt!: Date | null;
}
