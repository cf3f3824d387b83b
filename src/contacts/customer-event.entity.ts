import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** One fact of a customer's timeline. Written by any capability, read by the 360° view and by every rule. */
@Entity("customer_events")
@Index("uq_customer_events_dedupe", ["corpId", "dedupeKey"], { unique: true })
@Index("ix_customer_events_timeline", ["corpId", "externalUserid", "happenedAt", "id"])
export class CustomerEvent {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "external_userid", type: "varchar", length: 64 })
  externalUserid!: string;
  @Column({ name: "happened_at", type: "datetime", precision: 3 })
  happenedAt!: Date;
  /** `subject.verb`, such as `contact.added`. */
  @Column({ type: "varchar", length: 48 })
  kind!: string;
  /** userid of the member, or null for the customer or the system. */
  @Column({ type: "varchar", length: 64, nullable: true })
  actor!: string | null;
  /** Ids and counts, no message text. */
  @Column({ type: "json" })
  data!: Record<string, unknown>;
  @Column({ name: "dedupe_key", type: "varchar", length: 191 })
  dedupeKey!: string;
}
