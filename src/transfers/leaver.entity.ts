import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** A member who has left, as far as we noticed. */
@Entity("leavers")
@Index("uq_leavers_identity", ["corpId", "userid"], { unique: true })
export class Leaver {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ type: "varchar", length: 64 })
  userid!: string;
  /** By WeCom's list of unassigned customers; null for one who is gone from the directory but not on that list. */
  @Column({ name: "left_at", type: "datetime", precision: 3, nullable: true })
  leftAt!: Date | null;
  @Column({ name: "noticed_at", type: "datetime", precision: 3 })
  noticedAt!: Date;
}
