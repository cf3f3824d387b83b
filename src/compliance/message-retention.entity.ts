import { Column, Entity, PrimaryColumn } from "typeorm";

/** How long a corp keeps messages; a corp without a row keeps them for three years. */
@Entity("message_retentions")
export class MessageRetention {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** null: for ever. */
  @Column({ name: "keep_days", type: "int", unsigned: true, nullable: true })
  keepDays!: number | null;
  @Column({ name: "changed_by", type: "varchar", length: 64 })
  changedBy!: string;
  @Column({ name: "changed_at", type: "datetime", precision: 3 })
  changedAt!: Date;
}
