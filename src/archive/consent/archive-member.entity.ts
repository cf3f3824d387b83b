import { Column, Entity, PrimaryColumn } from "typeorm";

/** A member whose conversations WeCom really archives: departments and tags expanded, members over quota left out. */
@Entity("archive_members")
export class ArchiveMember {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @PrimaryColumn({ type: "varchar", length: 64 })
  userid!: string;
  /** When we first saw it so. */
  @Column({ type: "datetime", precision: 3 })
  since!: Date;
}
