import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** One of the twelve. */
@Entity("birthday_tags")
@Index("uq_birthday_tags_month", ["corpId", "month"], { unique: true })
export class BirthdayTag {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ type: "tinyint", unsigned: true })
  month!: number;
  @Column({ name: "tag_id", type: "varchar", length: 64 })
  tagId!: string;
  /** The corp had none of that name; only those may be deleted again. */
  @Column({ name: "made_here", type: "boolean" })
  madeHere!: boolean;
}
