import { Column, Entity, PrimaryColumn } from "typeorm";

/** Who hears of hits, and which edition of the list stands. */
@Entity("sensitive_settings")
export class SensitiveSettings {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** Grows with every change of the words, so that processes know when to read them anew. */
  @Column({ type: "int", unsigned: true })
  revision!: number;
  /** userids. */
  @Column({ type: "json" })
  receivers!: string[];
}
