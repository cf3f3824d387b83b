import { Column, Entity, PrimaryColumn } from "typeorm";

/**
 * How fast a member answered the customers who asked on one day of the corp's zone: answers by working time, in steps of
 * at most 4 % (`bucketOf`). Median and p90 of any span of days are sums of these rows.
 */
@Entity("response_days")
export class ResponseDay {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** YYYY-MM-DD on which the customer asked. */
  @PrimaryColumn({ type: "char", length: 10 })
  day!: string;
  @PrimaryColumn({ type: "varchar", length: 64 })
  userid!: string;
  @PrimaryColumn({ type: "smallint", unsigned: true })
  bucket!: number;
  @Column({ type: "int" })
  answers!: number;
}
