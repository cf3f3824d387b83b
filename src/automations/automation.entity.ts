import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { Definition } from "./definition";

export type AutomationStatus = "active" | "paused";

@Entity("automations")
@Index("uq_automations_key", ["corpId", "automationKey"], { unique: true })
export class Automation {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** Stable name; built-ins come from config/automations.json. */
  @Column({ name: "automation_key", type: "varchar", length: 48 })
  automationKey!: string;
  @Column({ type: "varchar", length: 64 })
  name!: string;
  @Column({ type: "varchar", length: 8 })
  status!: AutomationStatus;
  @Column({ type: "json" })
  definition!: Definition;
  /** Last local day that is planned. */
  @Column({ name: "planned_through", type: "char", length: 10, nullable: true })
  plannedThrough!: string | null;
  /** Business time of the last look at the calendar. */
  @Column({ name: "planned_at", type: "datetime", precision: 3, nullable: true })
  plannedAt!: Date | null;
  @CreateDateColumn({ name: "created_at", type: "datetime", precision: 3, default: () => "CURRENT_TIMESTAMP(3)" })
  createdAt!: Date;
}
