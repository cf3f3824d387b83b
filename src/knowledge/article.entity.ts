import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { Attribute } from "./retrieval/attributes";

export const articleKinds = ["article", "snippet"] as const;
export type ArticleKind = (typeof articleKinds)[number];
export const articleStates = ["draft", "published"] as const;
export type ArticleState = (typeof articleStates)[number];

/** What the company knows: an article to read, or a snippet (话术) that is sent as it stands. */
@Entity("knowledge_articles")
@Index("uq_knowledge_articles_external", ["corpId", "externalKey"], { unique: true })
@Index("ix_knowledge_articles_recent", ["corpId", "updatedAt", "id"])
@Index("ix_knowledge_articles_index", ["corpId", "needsIndex", "id"])
export class Article {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** Identity in the system it was imported from; starter articles have one as well, so they come once. */
  @Column({ name: "external_key", type: "varchar", length: 64, nullable: true })
  externalKey!: string | null;
  @Column({ type: "varchar", length: 8 })
  kind!: ArticleKind;
  @Column({ type: "varchar", length: 200 })
  title!: string;
  @Column({ type: "varchar", length: 64, default: "" })
  category!: string;
  /** Markdown of the simple kind: paragraphs, `##` headings, lists. */
  @Column({ type: "mediumtext" })
  body!: string;
  @Column({ type: "json" })
  attributes!: Attribute[];
  @Column({ type: "json" })
  tags!: string[];
  @Column({ name: "link_url", type: "varchar", length: 1024, nullable: true })
  linkUrl!: string | null;
  @Column({ type: "varchar", length: 12 })
  state!: ArticleState;
  /** Counts changes of the content; an editor that saves an older one is refused. */
  @Column({ type: "int", unsigned: true, default: 1 })
  version!: number;
  @Column({ name: "author_userid", type: "varchar", length: 64 })
  authorUserid!: string;
  /** The search index does not show this version yet. */
  @Column({ name: "needs_index", type: "tinyint", default: 1 })
  needsIndex!: number;
  @Column({ name: "created_at", type: "datetime", precision: 3 })
  createdAt!: Date;
  @Column({ name: "updated_at", type: "datetime", precision: 3 })
  updatedAt!: Date;
}
