import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** One article offered to one customer by one member. The link in the chat is the signed id of this row. */
@Entity("knowledge_links")
@Index("uq_knowledge_links_identity", ["corpId", "articleId", "externalUserid", "userid"], { unique: true })
export class ShareLink {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "article_id", type: "bigint", unsigned: true })
  articleId!: string;
  /** Empty for a link that a member sends to many. */
  @Column({ name: "external_userid", type: "varchar", length: 64 })
  externalUserid!: string;
  @Column({ type: "varchar", length: 64 })
  userid!: string;
  @Column({ type: "int", unsigned: true, default: 0 })
  views!: number;
  @Column({ name: "last_viewed_at", type: "datetime", precision: 3, nullable: true })
  lastViewedAt!: Date | null;
  @Column({ name: "created_at", type: "datetime", precision: 3 })
  createdAt!: Date;
}
