import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** A customer of a leaver whom nobody has taken over, as WeCom listed it last. */
@Entity("unassigned_customers")
@Index("uq_unassigned_customers_identity", ["corpId", "userid", "externalUserid"], { unique: true })
@Index("ix_unassigned_customers_read", ["corpId", "readAt"])
export class UnassignedCustomer {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ type: "varchar", length: 64 })
  userid!: string;
  @Column({ name: "external_userid", type: "varchar", length: 64 })
  externalUserid!: string;
  @Column({ name: "read_at", type: "datetime", precision: 3 })
  readAt!: Date;
}
