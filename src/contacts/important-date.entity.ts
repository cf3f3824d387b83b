import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

export const dateKinds = ["birthday", "anniversary", "purchase", "service", "other"] as const;
export type DateKind = (typeof dateKinds)[number];
export type DateCalendar = "solar" | "lunar";

/** A day that comes again every year. WeCom knows none of these; they are kept here only. */
@Entity("important_dates")
@Index("uq_important_dates_identity", ["corpId", "externalUserid", "kind", "label"], { unique: true })
@Index("ix_important_dates_day", ["corpId", "kind", "calendar", "month", "day"])
export class ImportantDate {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "external_userid", type: "varchar", length: 64 })
  externalUserid!: string;
  @Column({ type: "varchar", length: 16 })
  kind!: DateKind;
  /** Tells two of a kind apart: 「女儿」; empty for the customer's own. */
  @Column({ type: "varchar", length: 32, default: "" })
  label!: string;
  @Column({ type: "varchar", length: 8 })
  calendar!: DateCalendar;
  @Column({ type: "tinyint", unsigned: true })
  month!: number;
  @Column({ type: "tinyint", unsigned: true })
  day!: number;
  /** Lunar only: the day lies in the leap month of that number (闰四月). */
  @Column({ name: "leap_month", type: "boolean", default: false })
  leapMonth!: boolean;
  /** Of the first occurrence, in its own calendar, when known. */
  @Column({ type: "smallint", unsigned: true, nullable: true })
  year!: number | null;
  /** Who told us: manual, import, survey … */
  @Column({ type: "varchar", length: 16 })
  source!: string;
  @CreateDateColumn({ name: "created_at", type: "datetime", precision: 3, default: () => "CURRENT_TIMESTAMP(3)" })
  createdAt!: Date;
}
