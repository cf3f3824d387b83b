import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

export type MemberStatus = "active" | "disabled" | "not_activated" | "left";

/** 成员: someone of the corp who is inside the app's visible range. */
@Entity("members")
@Index("uq_members_identity", ["corpId", "userid"], { unique: true })
export class Member {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** Case-insensitive in WeCom, and in this column's collation. */
  @Column({ type: "varchar", length: 64 })
  userid!: string;
  @Column({ type: "varchar", length: 64 })
  name!: string;
  @Column({ type: "varchar", length: 64, default: "" })
  position!: string;
  @Column({ type: "varchar", length: 16 })
  status!: MemberStatus;
  /** WeCom department ids. */
  @Column({ type: "json" })
  departments!: number[];
  /** Those of `departments` that this member leads. */
  @Column({ name: "leader_of", type: "json" })
  leaderOf!: number[];
  /** Whether the member has 客户联系功能. */
  @Column({ name: "contact_enabled", type: "boolean", default: false })
  contactEnabled!: boolean;
  @Column({ name: "synced_at", type: "datetime", precision: 3 })
  syncedAt!: Date;
}
