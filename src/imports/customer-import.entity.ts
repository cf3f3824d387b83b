import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { ImportStatus } from "./imports.schema";

/** A file about customers that somebody uploaded, from its mapping to its result. */
@Entity("customer_imports")
@Index("ix_customer_imports_list", ["corpId", "id"])
export class CustomerImport {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "file_name", type: "varchar", length: 255 })
  fileName!: string;
  @Column({ type: "varchar", length: 16 })
  status!: ImportStatus;
  /** Counts the checks: a slow worker of the check before writes nothing into this one. */
  @Column({ type: "int", unsigned: true, default: 0 })
  generation!: number;
  /** Heads of the columns. */
  @Column({ type: "json" })
  columns!: string[];
  /** What each column means; empty: it is left out. */
  @Column({ type: "json" })
  mapping!: string[];
  @Column({ name: "row_count", type: "int", unsigned: true })
  rowCount!: number;
  /** Who uploaded it, and whose customers that person saw then. */
  @Column({ type: "varchar", length: 64 })
  userid!: string;
  @Column({ type: "json" })
  scope!: "all" | string[];
  @Column({ name: "created_at", type: "datetime", precision: 3 })
  createdAt!: Date;
  @Column({ name: "finished_at", type: "datetime", precision: 3, nullable: true })
  finishedAt!: Date | null;
}
