import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** Bytes in the storage, once for each corp however many messages carry them. */
@Entity("media_blobs")
@Index("uq_media_blobs_identity", ["corpId", "md5", "size"], { unique: true })
export class MediaBlob {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** Of the bytes themselves, whatever was announced. */
  @Column({ type: "varchar", length: 32 })
  md5!: string;
  @Column({ type: "bigint", unsigned: true })
  size!: string;
  /** From the first bytes, not from the label. */
  @Column({ name: "content_type", type: "varchar", length: 64 })
  contentType!: string;
  @Column({ name: "storage_key", type: "varchar", length: 191 })
  storageKey!: string;
  /** `none`: it cannot have one. */
  @Column({ type: "varchar", length: 8 })
  thumb!: "unmade" | "made" | "none";
  @Column({ name: "stored_at", type: "datetime", precision: 3 })
  storedAt!: Date;
}
