import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/**
 * What one field holds for one customer, in the column that SQL can compare: text and choice (the option's key) in
 * `value_text`, numbers and days in theirs. A multi-choice has its options as rows of {@link ProfileChoice}. A value
 * that was cleared stays as a row without value: its version tells later writers.
 */
@Entity("profile_values")
@Index("uq_profile_values_identity", ["corpId", "externalUserid", "fieldId"], { unique: true })
@Index("ix_profile_values_text", ["corpId", "fieldId", "valueText"])
@Index("ix_profile_values_number", ["corpId", "fieldId", "valueNumber"])
@Index("ix_profile_values_date", ["corpId", "fieldId", "valueDate"])
export class ProfileValue {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "external_userid", type: "varchar", length: 64 })
  externalUserid!: string;
  @Column({ name: "field_id", type: "bigint", unsigned: true })
  fieldId!: string;
  @Column({ name: "value_text", type: "varchar", length: 500, nullable: true })
  valueText!: string | null;
  /** Decimal text. */
  @Column({ name: "value_number", type: "decimal", precision: 20, scale: 4, nullable: true })
  valueNumber!: string | null;
  /** YYYY-MM-DD. */
  @Column({ name: "value_date", type: "date", utc: true, nullable: true })
  valueDate!: string | null;
  /** The customer's count of changes when this one was made. */
  @Column({ type: "int", unsigned: true })
  version!: number;
  /** userid, or null for an import or the system. */
  @Column({ name: "changed_by", type: "varchar", length: 64, nullable: true })
  changedBy!: string | null;
  @Column({ name: "changed_at", type: "datetime", precision: 3 })
  changedAt!: Date;
}
