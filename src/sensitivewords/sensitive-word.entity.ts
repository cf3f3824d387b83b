import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { Level } from "./sensitivewords.schema";

/** A word that nobody should say, or that a manager wants to hear of. */
@Entity("sensitive_words")
@Index("uq_sensitive_words_identity", ["corpId", "folded"], { unique: true })
export class SensitiveWord {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** As it was typed. */
  @Column({ type: "varchar", length: 64 })
  word!: string;
  /** As it is compared: case and width folded. */
  @Column({ type: "varchar", length: 64 })
  folded!: string;
  @Column({ name: "group_name", type: "varchar", length: 32 })
  groupName!: string;
  @Column({ type: "varchar", length: 8 })
  level!: Level;
  /** Latin letters and digits beside it are another word: 「ai」 is not in 「email」. */
  @Column({ name: "whole_word", type: "boolean" })
  wholeWord!: boolean;
  @Column({ type: "boolean" })
  enabled!: boolean;
  @Column({ name: "changed_by", type: "varchar", length: 64 })
  changedBy!: string;
  @Column({ name: "changed_at", type: "datetime", precision: 3 })
  changedAt!: Date;
}
