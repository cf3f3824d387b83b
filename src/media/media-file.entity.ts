import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { MediaKind } from "./media.schema";

/** `stored`: verified. `mismatch`: kept, but not what WeCom announced. `lost`: WeCom does not give it any more. */
export type MediaFileState = "waiting" | "stored" | "mismatch" | "lost";

/** A file that messages speak of, and the place in the queue of its download. Times of the queue are the database's own clock. */
@Entity("media_files")
@Index("uq_media_files_identity", ["corpId", "fileidHash"], { unique: true })
@Index("ix_media_files_queue", ["corpId", "state", "dueAt", "id"])
@Index("ix_media_files_blob", ["blobId"])
export class MediaFile {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** SHA-256 of the sdkfileid, which can be longer than a key may be. */
  @Column({ name: "fileid_hash", type: "varchar", length: 64 })
  fileidHash!: string;
  /** Sealed when a content key is configured. */
  @Column({ type: "text" })
  sdkfileid!: string;
  @Column({ type: "varchar", length: 8 })
  kind!: MediaKind;
  /** As the message announces it; null when it does not. */
  @Column({ type: "varchar", length: 32, nullable: true })
  md5!: string | null;
  @Column({ type: "bigint", unsigned: true, nullable: true })
  size!: string | null;
  @Column({ type: "varchar", length: 8 })
  state!: MediaFileState;
  /** What the last try met: `expired`, `md5_mismatch`, `sdk_10001`, `host_lost` … */
  @Column({ type: "varchar", length: 32, nullable: true })
  reason!: string | null;
  /** Failed tries since the last slice that came. */
  @Column({ type: "int", unsigned: true })
  tries!: number;
  /** How often it was begun again because it was not what WeCom announced. */
  @Column({ type: "int", unsigned: true })
  restarts!: number;
  /** What GetMediaData asks for next, verbatim; "" at the beginning. */
  @Column({ name: "next_index", type: "varchar", length: 255 })
  nextIndex!: string;
  /** Bytes on the disk for sure, which `next_index` goes on from. */
  @Column({ type: "bigint", unsigned: true })
  received!: string;
  /** Of the oldest message that speaks of it: WeCom keeps it five days. */
  @Column({ name: "sent_at", type: "datetime", precision: 3 })
  sentAt!: Date;
  @Column({ name: "due_at", type: "datetime", precision: 3 })
  dueAt!: Date;
  @Column({ type: "varchar", length: 36, nullable: true })
  claim!: string | null;
  @Column({ name: "claimed_until", type: "datetime", precision: 3, nullable: true })
  claimedUntil!: Date | null;
  @Column({ name: "blob_id", type: "bigint", unsigned: true, nullable: true })
  blobId!: string | null;
  @CreateDateColumn({ name: "created_at", type: "datetime", precision: 3, default: () => "CURRENT_TIMESTAMP(3)" })
  createdAt!: Date;
}
