import { Column, Entity, PrimaryColumn } from "typeorm";

/**
 * How often an article was taken or dismissed for questions on a topic. Counts over all customers of the corp; topics
 * are words of the corp's own articles, so nothing a customer said can be read from it.
 */
@Entity("suggestion_adoptions")
export class Adoption {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @PrimaryColumn({ name: "article_id", type: "bigint", unsigned: true })
  articleId!: string;
  @PrimaryColumn({ type: "varchar", length: 48 })
  term!: string;
  @Column({ type: "int", unsigned: true, default: 0 })
  used!: number;
  @Column({ type: "int", unsigned: true, default: 0 })
  dismissed!: number;
}
