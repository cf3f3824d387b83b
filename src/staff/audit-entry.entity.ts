import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** One link of the corp's audit chain: each hash covers the one before, so that a changed or removed row shows. */
@Entity("audit_entries")
@Index("uq_audit_entries_position", ["corpId", "position"], { unique: true })
export class AuditEntry {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** 1, 2, 3 … without gaps within a corp. */
  @Column({ type: "bigint", unsigned: true })
  position!: string;
  /** Unix milliseconds as text: the hash must not depend on a driver's date handling. */
  @Column({ name: "at_ms", type: "bigint", unsigned: true })
  atMs!: string;
  @Column({ type: "varchar", length: 64 })
  actor!: string;
  /** `capability.verb`, such as `thread.read`. */
  @Column({ type: "varchar", length: 64 })
  action!: string;
  /** Id of what was touched; never its text. */
  @Column({ type: "varchar", length: 191 })
  subject!: string;
  @Column({ name: "previous_hash", type: "char", length: 64 })
  previousHash!: string;
  @Column({ type: "char", length: 64 })
  hash!: string;
}
