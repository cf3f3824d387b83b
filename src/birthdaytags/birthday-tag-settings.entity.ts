import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** stopping: a person turned it off, and our marks are being taken away. */
export type BirthdayTagState = "off" | "on" | "stopping";

/** Whether a corp wants its customers' birthday months as tags; no row: off. */
@Entity("birthday_tag_settings")
@Index("uq_birthday_tag_settings_corp", ["corpId"], { unique: true })
export class BirthdayTagSettings {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ type: "varchar", length: 8 })
  state!: BirthdayTagState;
  @Column({ name: "changed_by", type: "varchar", length: 64 })
  changedBy!: string;
  @Column({ name: "changed_at", type: "datetime", precision: 3 })
  changedAt!: Date;
  /** Local day of the last look at all customers. */
  @Column({ name: "swept_on", type: "char", length: 10, nullable: true })
  sweptOn!: string | null;
}
