import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { RowProblem, RowState } from "./imports.schema";

/** One line of a file, and what became of it. */
@Entity("customer_import_rows")
@Index("uq_customer_import_rows_identity", ["importId", "rowNo"], { unique: true })
@Index("ix_customer_import_rows_state", ["importId", "state", "rowNo"])
@Index("ix_customer_import_rows_customer", ["importId", "externalUserid"])
export class ImportRow {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "import_id", type: "bigint", unsigned: true })
  importId!: string;
  /** As the spreadsheet counts: the head is row 1. */
  @Column({ name: "row_no", type: "int", unsigned: true })
  rowNo!: number;
  @Column({ type: "json" })
  cells!: string[];
  @Column({ type: "varchar", length: 16 })
  state!: RowState;
  @Column({ name: "external_userid", type: "varchar", length: 64, nullable: true })
  externalUserid!: string | null;
  /** Names of what changes: 「设备型号」, 「女儿生日」. */
  @Column({ type: "json" })
  changes!: string[];
  @Column({ type: "json" })
  problems!: RowProblem[];
}
