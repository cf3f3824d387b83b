import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** A customer who mentions one of these words gets this corp tag. */
@Entity("keyword_tag_rules")
@Index("uq_keyword_tag_rules_tag", ["corpId", "groupName", "tagName"], { unique: true })
export class KeywordTagRule {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "group_name", type: "varchar", length: 30 })
  groupName!: string;
  @Column({ name: "tag_name", type: "varchar", length: 30 })
  tagName!: string;
  /** Compared without regard to case and width. */
  @Column({ type: "json" })
  keywords!: string[];
  @Column({ type: "boolean", default: true })
  enabled!: boolean;
  @CreateDateColumn({ name: "created_at", type: "datetime", precision: 3, default: () => "CURRENT_TIMESTAMP(3)" })
  createdAt!: Date;
}
