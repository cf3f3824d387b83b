import { Column, Entity, PrimaryColumn } from "typeorm";

/** How far a corp's archive has been pulled. `seq` moves only in the transaction that stores the page. */
@Entity("archive_cursors")
export class ArchiveCursor {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ type: "bigint", unsigned: true })
  seq!: string;
  /** Rows pulled so far, parked ones included. */
  @Column({ name: "pulled_rows", type: "bigint", unsigned: true })
  pulledRows!: string;
  /** Last page that WeCom handed out, an empty one too; written at most once a minute while nothing comes. */
  @Column({ name: "last_success_at", type: "datetime", precision: 3, nullable: true })
  lastSuccessAt!: Date | null;
  /** When the newest message was written, by WeCom's clock. */
  @Column({ name: "newest_message_at", type: "datetime", precision: 3, nullable: true })
  newestMessageAt!: Date | null;
  /** Why the last attempt failed; null after a success. A code such as `sdk_10001` or `errcode_301042`. */
  @Column({ name: "last_error", type: "varchar", length: 64, nullable: true })
  lastError!: string | null;
  @Column({ name: "last_error_at", type: "datetime", precision: 3, nullable: true })
  lastErrorAt!: Date | null;
  /** Tells whether the parked rows have been tried with the keys we have now. */
  @Column({ name: "keys_mark", type: "varchar", length: 32, nullable: true })
  keysMark!: string | null;
}
