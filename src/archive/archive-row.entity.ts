import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { ContentPlace } from "../platform/content-cipher";

export type ArchiveRowState = "stored" | "parked" | "erased";

/** Where the words of a row are sealed. */
export function placeOfRow(corpId: string, msgid: string): ContentPlace {
  return { column: "archive_rows.plaintext", corpId, row: msgid };
}

/** A row of WeCom's archive: what was pulled, and what it said. Kept although the reading goes on elsewhere: WeCom forgets after five days. */
@Entity("archive_rows")
@Index("uq_archive_rows_identity", ["corpId", "msgid"], { unique: true })
@Index("ix_archive_rows_state", ["corpId", "state", "seq"])
export class ArchiveRow {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ type: "bigint", unsigned: true })
  seq!: string;
  /** A row that came without a usable msgid gets `malformed:` and a hash of itself. */
  @Column({ type: "varchar", length: 128 })
  msgid!: string;
  @Column({ name: "publickey_ver", type: "int", unsigned: true })
  publickeyVer!: number;
  @Column({ name: "random_key", type: "text" })
  randomKey!: string;
  @Column({ type: "mediumtext" })
  ciphertext!: string;
  /** `stored`: `plaintext` holds the message. `parked`: it could not be read, `reason` says why. `erased`: emptied on a customer's request. */
  @Column({ type: "varchar", length: 8 })
  state!: ArchiveRowState;
  @Column({ type: "varchar", length: 32, nullable: true })
  reason!: string | null;
  /** JSON as it came, byte for byte (sealed when a key is configured): some ids in it exceed what JSON.parse can hold. */
  @Column({ type: "mediumtext", nullable: true })
  plaintext!: string | null;
  @Column({ name: "pulled_at", type: "datetime", precision: 3 })
  pulledAt!: Date;
}
