import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { FieldOption, FieldType } from "./profiles.schema";

/** Something the operator wants to know of every customer: 设备型号, 采购周期 … */
@Entity("profile_fields")
@Index("uq_profile_fields_key", ["corpId", "fieldKey"], { unique: true })
@Index("uq_profile_fields_label", ["corpId", "label"], { unique: true })
export class ProfileField {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** What other systems and segments call it; never changes. */
  @Column({ name: "field_key", type: "varchar", length: 48 })
  fieldKey!: string;
  @Column({ type: "varchar", length: 32 })
  label!: string;
  /** Never changes: values are kept in the column that fits it. */
  @Column({ type: "varchar", length: 16 })
  type!: FieldType;
  @Column({ type: "json" })
  options!: FieldOption[];
  @Column({ type: "varchar", length: 16, default: "" })
  unit!: string;
  @Column({ name: "sort_order", type: "int", unsigned: true, default: 0 })
  sortOrder!: number;
  /** Values stay; nobody is asked for it any more. */
  @Column({ name: "archived_at", type: "datetime", precision: 3, nullable: true })
  archivedAt!: Date | null;
  @CreateDateColumn({ name: "created_at", type: "datetime", precision: 3, default: () => "CURRENT_TIMESTAMP(3)" })
  createdAt!: Date;
}
