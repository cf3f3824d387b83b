import { Column, Entity, PrimaryColumn } from "typeorm";

/** `refused`: WeCom or the network does not let us pull. `silent`: no pull for long. `keys`: rows wait for a private key. */
export type AlertKind = "refused" | "silent" | "keys";

/** What an administrator must act upon, as long as it lasts. */
@Entity("archive_alerts")
export class ArchiveAlert {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @PrimaryColumn({ type: "varchar", length: 16 })
  kind!: AlertKind;
  /** Another reason is another alert. */
  @Column({ type: "varchar", length: 64 })
  reason!: string;
  @Column({ name: "opened_at", type: "datetime", precision: 3 })
  openedAt!: Date;
  /** When the administrators' card was sent; null while it is not. */
  @Column({ name: "told_at", type: "datetime", precision: 3, nullable: true })
  toldAt!: Date | null;
}
