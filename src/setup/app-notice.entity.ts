import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { AppUseEvent } from "../events";

/** What WeCom told about the use of the app: a warning, the end of a right, or its return. */
@Entity("app_notices")
@Index("uq_app_notices_identity", ["corpId", "agentId", "event", "toldAt"], { unique: true })
export class AppNotice {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "agent_id", type: "bigint", unsigned: true })
  agentId!: string;
  @Column({ type: "varchar", length: 32 })
  event!: AppUseEvent;
  /** Of a warning: when it will come true. */
  @Column({ name: "effect_at", type: "datetime", precision: 3, nullable: true })
  effectAt!: Date | null;
  /** WeCom's CreateTime. */
  @Column({ name: "told_at", type: "datetime", precision: 3 })
  toldAt!: Date;
  @CreateDateColumn({ name: "created_at", type: "datetime", precision: 3, default: () => "CURRENT_TIMESTAMP(3)" })
  createdAt!: Date;
}
