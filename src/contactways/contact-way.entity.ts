import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { WayContent, WayStatus } from "./contactways.schema";

/** 渠道活码: a QR code of ours that leads to one of several members. */
@Entity("contact_ways")
@Index("uq_contact_ways_state", ["corpId", "state"], { unique: true })
@Index("uq_contact_ways_name", ["corpId", "liveName"], { unique: true })
@Index("ix_contact_ways_status", ["corpId", "status", "id"])
export class ContactWay {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** Ours, at most 30 characters; by it customers and lost answers are told apart. */
  @Column({ type: "varchar", length: 30 })
  state!: string;
  /** The name while it lives; null gives the name free. */
  @Column({ name: "live_name", type: "varchar", length: 64, nullable: true })
  liveName!: string | null;
  /** What WeCom has. */
  @Column({ type: "json" })
  content!: WayContent;
  /** A change that WeCom has not confirmed yet. */
  @Column({ type: "json", nullable: true })
  wanted!: WayContent | null;
  @Column({ type: "varchar", length: 12 })
  status!: WayStatus;
  @Column({ type: "int", unsigned: true, default: 1 })
  version!: number;
  /** WeCom's; losing it would mean that the code can never be changed. */
  @Column({ name: "config_id", type: "varchar", length: 64, nullable: true })
  configId!: string | null;
  @Column({ name: "qr_code", type: "varchar", length: 1024, default: "" })
  qrCode!: string;
  @Column({ name: "created_by", type: "varchar", length: 64 })
  createdBy!: string;
  /** When WeCom was last asked for something that it has not confirmed. */
  @Column({ name: "asked_at", type: "datetime", precision: 3 })
  askedAt!: Date;
  @Column({ name: "last_error", type: "varchar", length: 64, nullable: true })
  lastError!: string | null;
  @Column({ name: "deleted_at", type: "datetime", precision: 3, nullable: true })
  deletedAt!: Date | null;
  @CreateDateColumn({ name: "created_at", type: "datetime", precision: 3, default: () => "CURRENT_TIMESTAMP(3)" })
  createdAt!: Date;
}
