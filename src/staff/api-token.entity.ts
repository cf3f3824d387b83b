import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { Role } from "./roles";

/** A key for other systems. Shown once when made; only the hash is kept. */
@Entity("api_tokens")
@Index("uq_api_tokens_token", ["tokenHash"], { unique: true })
export class ApiToken {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ type: "varchar", length: 64 })
  name!: string;
  @Column({ type: "varchar", length: 12 })
  role!: Role;
  /** For role rep and manager: whose view this token has; null for admin. */
  @Column({ type: "varchar", length: 64, nullable: true })
  userid!: string | null;
  @Column({ name: "token_hash", type: "char", length: 64 })
  tokenHash!: string;
  @Column({ name: "last_used_at", type: "datetime", precision: 3, nullable: true })
  lastUsedAt!: Date | null;
  @Column({ name: "revoked_at", type: "datetime", precision: 3, nullable: true })
  revokedAt!: Date | null;
  @CreateDateColumn({ name: "created_at", type: "datetime", precision: 3, default: () => "CURRENT_TIMESTAMP(3)" })
  createdAt!: Date;
}
