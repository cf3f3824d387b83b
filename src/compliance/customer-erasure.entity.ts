import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { ErasureCount, ErasureState } from "./compliance.schema";

/** A customer's request to be forgotten: first a preview, then an order, at the end a receipt that names nobody. */
@Entity("customer_erasures")
@Index("ix_customer_erasures_state", ["corpId", "state", "id"])
@Index("ix_customer_erasures_person", ["corpId", "personMark"])
export class CustomerErasure {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** null once it is done. */
  @Column({ name: "external_userid", type: "varchar", length: 64, nullable: true })
  externalUserid!: string | null;
  /** A keyed hash: who has the id can find the receipt, the receipt does not give the id. */
  @Column({ name: "person_mark", type: "char", length: 22 })
  personMark!: string;
  @Column({ type: "varchar", length: 500 })
  reason!: string;
  @Column({ type: "varchar", length: 9 })
  state!: ErasureState;
  /** What there was, by kind. */
  @Column({ type: "json" })
  counts!: ErasureCount[];
  @Column({ name: "asked_by", type: "varchar", length: 64 })
  askedBy!: string;
  @Column({ name: "asked_at", type: "datetime", precision: 3 })
  askedAt!: Date;
  @Column({ name: "confirmed_by", type: "varchar", length: 64, nullable: true })
  confirmedBy!: string | null;
  @Column({ name: "confirmed_at", type: "datetime", precision: 3, nullable: true })
  confirmedAt!: Date | null;
  @Column({ name: "finished_at", type: "datetime", precision: 3, nullable: true })
  finishedAt!: Date | null;
}
