import { Column, Entity, PrimaryColumn } from "typeorm";
import type { Finding, SetupPart } from "./setup.schema";

/** What the latest look at a part of the set-up found. */
@Entity("setup_looks")
export class SetupLook {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @PrimaryColumn({ type: "varchar", length: 16 })
  part!: SetupPart;
  @Column({ type: "json" })
  findings!: Finding[];
  /** Of the settings that were looked at: other ones are looked at anew at once. */
  @Column({ name: "settings_mark", type: "char", length: 16 })
  settingsMark!: string;
  /** WeCom refused the secret: not asked again with these settings unless a person wants it. */
  @Column({ type: "boolean" })
  stopped!: boolean;
  @Column({ name: "checked_at", type: "datetime", precision: 3 })
  checkedAt!: Date;
}
