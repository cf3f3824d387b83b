import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** A signed-in member. The cookie holds the token, the row its hash. */
@Entity("sessions")
@Index("uq_sessions_token", ["tokenHash"], { unique: true })
export class Session {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ type: "varchar", length: 64 })
  userid!: string;
  @Column({ name: "token_hash", type: "char", length: 64 })
  tokenHash!: string;
  @Column({ name: "expires_at", type: "datetime", precision: 3 })
  expiresAt!: Date;
  @CreateDateColumn({ name: "created_at", type: "datetime", precision: 3, default: () => "CURRENT_TIMESTAMP(3)" })
  createdAt!: Date;
}
