import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { TransferKind } from "../wecom";

/** What a person decided: customers and groups of one member go to another. One row of `transfers` per customer and group. */
@Entity("transfer_orders")
@Index("ix_transfer_orders_corp", ["corpId", "id"])
export class TransferOrder {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ type: "varchar", length: 12 })
  kind!: TransferKind;
  @Column({ name: "handover_userid", type: "varchar", length: 64 })
  handoverUserid!: string;
  @Column({ name: "takeover_userid", type: "varchar", length: 64 })
  takeoverUserid!: string;
  /** What the customer reads when it is done; null: WeCom's own words. On the job only. */
  @Column({ type: "varchar", length: 200, nullable: true })
  message!: string | null;
  /** userid, or `token:` and the name of an API token. */
  @Column({ name: "ordered_by", type: "varchar", length: 64 })
  orderedBy!: string;
  @Column({ name: "ordered_at", type: "datetime", precision: 3 })
  orderedAt!: Date;
}
