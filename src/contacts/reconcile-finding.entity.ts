import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { DifferenceKind } from "./differences";

/** An example of what a sync found to differ. The run has the counts; of each kind a few are kept. */
@Entity("reconcile_findings")
@Index("ix_reconcile_findings_run", ["corpId", "runId", "kind", "id"])
export class ReconcileFinding {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "run_id", type: "bigint", unsigned: true })
  runId!: string;
  @Column({ type: "varchar", length: 32 })
  kind!: DifferenceKind;
  @Column({ name: "external_userid", type: "varchar", length: 64, nullable: true })
  externalUserid!: string | null;
  @Column({ type: "varchar", length: 64, nullable: true })
  userid!: string | null;
  @Column({ name: "chat_id", type: "varchar", length: 64, nullable: true })
  chatId!: string | null;
  /** Of a tag or a tag group. */
  @Column({ name: "tag_id", type: "varchar", length: 64, nullable: true })
  tagId!: string | null;
  @Column({ type: "json" })
  fields!: string[];
  /** WeCom's reason, for what could not be read. */
  @Column({ type: "int", nullable: true })
  errcode!: number | null;
  @Column({ type: "tinyint" })
  repaired!: number;
}
