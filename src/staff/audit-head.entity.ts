import { Column, Entity, PrimaryColumn } from "typeorm";

/** Where a corp's audit chain ends, signed with a key that the database does not hold: a tail that was cut off shows. */
@Entity("audit_heads")
export class AuditHead {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ type: "bigint", unsigned: true })
  position!: string;
  @Column({ type: "char", length: 64 })
  hash!: string;
  /** The chain's length when the first head was written: 0, or more where entries are older than heads (or the head was removed). */
  @Column({ name: "since_position", type: "bigint", unsigned: true })
  sincePosition!: string;
  @Column({ type: "varchar", length: 64 })
  signature!: string;
}
