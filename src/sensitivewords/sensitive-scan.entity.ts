import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { ScanState } from "./sensitivewords.schema";

/** A look at messages of the past with the words of today; goes on from `position` after an interruption. */
@Entity("sensitive_scans")
@Index("ix_sensitive_scans_state", ["corpId", "state", "id"])
export class SensitiveScan {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "from_at", type: "datetime", precision: 3 })
  fromAt!: Date;
  @Column({ name: "to_at", type: "datetime", precision: 3 })
  toAt!: Date;
  @Column({ type: "varchar", length: 8 })
  state!: ScanState;
  /** Messages up to this id are done. */
  @Column({ type: "bigint", unsigned: true })
  position!: string;
  @Column({ name: "until_id", type: "bigint", unsigned: true })
  untilId!: string;
  @Column({ type: "int", unsigned: true })
  checked!: number;
  @Column({ type: "int", unsigned: true })
  found!: number;
  @Column({ name: "asked_by", type: "varchar", length: 64 })
  askedBy!: string;
  @Column({ name: "asked_at", type: "datetime", precision: 3 })
  askedAt!: Date;
  @Column({ name: "finished_at", type: "datetime", precision: 3, nullable: true })
  finishedAt!: Date | null;
}
