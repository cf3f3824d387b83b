import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** A time without one successful pull that was longer than WeCom keeps messages: some are lost for good. */
@Entity("archive_outages")
@Index("ix_archive_outages_time", ["corpId", "fromAt"])
export class ArchiveOutage {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** Last success before it. */
  @Column({ name: "from_at", type: "datetime", precision: 3 })
  fromAt!: Date;
  @Column({ name: "to_at", type: "datetime", precision: 3 })
  toAt!: Date;
  /** The cursor when the pull came back. */
  @Column({ name: "after_seq", type: "bigint", unsigned: true })
  afterSeq!: string;
  /** First row that WeCom still had; null when it had none. */
  @Column({ name: "next_seq", type: "bigint", unsigned: true, nullable: true })
  nextSeq!: string | null;
}
