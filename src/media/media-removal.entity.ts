import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** Bytes that no row speaks of any more, written in the transaction that deleted the last one; taken out of the storage afterwards. */
@Entity("media_removals")
@Index("ix_media_removals_corp", ["corpId", "id"])
export class MediaRemoval {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "storage_key", type: "varchar", length: 191 })
  storageKey!: string;
}
