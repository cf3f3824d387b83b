import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** An opening of a shared article; reloads within a minute are one. */
@Entity("knowledge_views")
@Index("uq_knowledge_views_identity", ["linkId", "minute"], { unique: true })
export class ArticleView {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "link_id", type: "bigint", unsigned: true })
  linkId!: string;
  @Column({ type: "datetime", precision: 3 })
  minute!: Date;
  @Column({ name: "viewed_at", type: "datetime", precision: 3 })
  viewedAt!: Date;
}
