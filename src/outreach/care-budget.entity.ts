import { Column, Entity, PrimaryColumn } from "typeorm";

/**
 * One row per customer that hears from us: whoever plans or claims a touch locks it first, so two workers cannot spend
 * the same day. What is spent is counted from `touches` under that lock; a counter of its own could only drift.
 */
@Entity("care_budgets")
export class CareBudget {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @PrimaryColumn({ name: "external_userid", type: "varchar", length: 64 })
  externalUserid!: string;
  /** The customer asked not to be written to. */
  @Column({ name: "opted_out_at", type: "datetime", precision: 3, nullable: true })
  optedOutAt!: Date | null;
}
