import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

@Entity("corp_tags")
@Index("uq_corp_tags_identity", ["corpId", "tagId"], { unique: true })
@Index("ix_corp_tags_group", ["corpId", "groupId"])
export class CorpTag {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "tag_id", type: "varchar", length: 64 })
  tagId!: string;
  @Column({ name: "group_id", type: "varchar", length: 64 })
  groupId!: string;
  @Column({ type: "varchar", length: 64 })
  name!: string;
  /** Up to 2^32 - 1; larger comes first. */
  @Column({ name: "sort_order", type: "bigint", unsigned: true, default: 0 })
  sortOrder!: string;
  /** Learned from the answer that made it; WeCom lets only its maker change a tag. */
  @Column({ name: "created_by_us", type: "tinyint", default: 0 })
  createdByUs!: number;
  @Column({ name: "deleted_at", type: "datetime", precision: 3, nullable: true })
  deletedAt!: Date | null;
}
