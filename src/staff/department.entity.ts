import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

@Entity("departments")
@Index("uq_departments_identity", ["corpId", "departmentId"], { unique: true })
export class Department {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** WeCom's id; 1 is the root. */
  @Column({ name: "department_id", type: "int", unsigned: true })
  departmentId!: number;
  @Column({ name: "parent_id", type: "int", unsigned: true })
  parentId!: number;
  @Column({ type: "varchar", length: 128, default: "" })
  name!: string;
  @Column({ name: "synced_at", type: "datetime", precision: 3 })
  syncedAt!: Date;
}
