import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** A customer who joined a group by one of our codes. */
@Entity("group_way_arrivals")
@Index("uq_group_way_arrivals_identity", ["corpId", "chatId", "externalUserid", "wayId"], { unique: true })
@Index("ix_group_way_arrivals_way", ["corpId", "wayId"])
export class GroupWayArrival {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "way_id", type: "bigint", unsigned: true })
  wayId!: string;
  @Column({ name: "chat_id", type: "varchar", length: 64 })
  chatId!: string;
  @Column({ name: "external_userid", type: "varchar", length: 64 })
  externalUserid!: string;
  @Column({ name: "joined_at", type: "datetime", precision: 3 })
  joinedAt!: Date;
  @Column({ name: "left_at", type: "datetime", precision: 3, nullable: true })
  leftAt!: Date | null;
}
