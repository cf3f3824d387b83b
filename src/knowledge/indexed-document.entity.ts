import { Column, Entity, Index, PrimaryColumn } from "typeorm";
import type { Attribute } from "./retrieval/attributes";

/** A published article in the search index. */
@Entity("knowledge_documents")
@Index("uq_knowledge_documents_doc", ["corpId", "doc"], { unique: true })
export class IndexedArticle {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @PrimaryColumn({ name: "article_id", type: "bigint", unsigned: true })
  articleId!: string;
  /** Its number in the postings; a changed article gets a new one, so the old entries die by themselves. */
  @Column({ type: "int", unsigned: true })
  doc!: number;
  @Column({ type: "varchar", length: 200 })
  title!: string;
  /** The term under which others name it. */
  @Column({ name: "title_term", type: "varchar", length: 48 })
  titleTerm!: string;
  @Column({ type: "varchar", length: 64 })
  category!: string;
  /** Attributes without the long texts: all that ranking needs. */
  @Column({ type: "json" })
  facts!: Attribute[];
}
