import { Column, Entity, PrimaryColumn } from "typeorm";
import type { ResponseRules } from "./clock.schema";

/** Working hours and alert times of a corp; no row: the defaults. */
@Entity("response_settings")
export class ResponseSettings {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ type: "json" })
  settings!: ResponseRules;
  @Column({ name: "changed_by", type: "varchar", length: 64 })
  changedBy!: string;
  @Column({ name: "changed_at", type: "datetime", precision: 3 })
  changedAt!: Date;
}
