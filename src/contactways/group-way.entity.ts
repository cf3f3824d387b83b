import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { GroupWayContent, GroupWayStatus } from "./contactways.schema";

/** 加群码: a QR code of ours by which customers join customer groups. */
@Entity("group_ways")
@Index("uq_group_ways_state", ["corpId", "state"], { unique: true })
@Index("uq_group_ways_name", ["corpId", "liveName"], { unique: true })
@Index("ix_group_ways_status", ["corpId", "status", "id"])
export class GroupWay {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** Ours; comes back with each member of a group who joined by this code. */
  @Column({ type: "varchar", length: 30 })
  state!: string;
  @Column({ name: "live_name", type: "varchar", length: 64, nullable: true })
  liveName!: string | null;
  @Column({ type: "json" })
  content!: GroupWayContent;
  @Column({ type: "varchar", length: 12 })
  status!: GroupWayStatus;
  @Column({ type: "int", unsigned: true, default: 1 })
  version!: number;
  @Column({ name: "config_id", type: "varchar", length: 64, nullable: true })
  configId!: string | null;
  @Column({ name: "qr_code", type: "varchar", length: 1024, default: "" })
  qrCode!: string;
  @Column({ name: "created_by", type: "varchar", length: 64 })
  createdBy!: string;
  @Column({ name: "asked_at", type: "datetime", precision: 3 })
  askedAt!: Date;
  @CreateDateColumn({ name: "created_at", type: "datetime", precision: 3, default: () => "CURRENT_TIMESTAMP(3)" })
  createdAt!: Date;
}
