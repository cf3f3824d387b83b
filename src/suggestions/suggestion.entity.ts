import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

export const suggestionStatuses = ["open", "copied", "edited", "sent", "dismissed"] as const;
export type SuggestionStatus = (typeof suggestionStatuses)[number];

/** One proposed reply, with what it rests on and what became of it. */
@Entity("suggestions")
@Index("uq_suggestions_place", ["setId", "place"], { unique: true })
@Index("ix_suggestions_member", ["corpId", "userid", "createdAt"])
export class Suggestion {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "set_id", type: "bigint", unsigned: true })
  setId!: string;
  /** 0 is the best. */
  @Column({ type: "tinyint", unsigned: true })
  place!: number;
  @Column({ name: "external_userid", type: "varchar", length: 64 })
  externalUserid!: string;
  @Column({ type: "varchar", length: 64 })
  userid!: string;
  @Column({ name: "article_id", type: "bigint", unsigned: true })
  articleId!: string;
  @Column({ name: "article_version", type: "int", unsigned: true })
  articleVersion!: number;
  @Column({ name: "article_title", type: "varchar", length: 200 })
  articleTitle!: string;
  @Column({ type: "varchar", length: 200, nullable: true })
  section!: string | null;
  @Column({ type: "mediumtext" })
  text!: string;
  @Column({ type: "varchar", length: 200 })
  reason!: string;
  @Column({ type: "float" })
  score!: number;
  /** Topics of the question in words of the company's own articles; nothing else of the customer's words is kept. */
  @Column({ type: "json" })
  terms!: string[];
  @Column({ type: "varchar", length: 12 })
  status!: SuggestionStatus;
  /** Why it was dismissed, in the rep's words. */
  @Column({ type: "varchar", length: 200, nullable: true })
  feedback!: string | null;
  @Column({ name: "settled_at", type: "datetime", precision: 3, nullable: true })
  settledAt!: Date | null;
  @Column({ name: "created_at", type: "datetime", precision: 3 })
  createdAt!: Date;
}
