import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from "typeorm";

/** A few messages that are in no segment yet: searches read them one by one. */
@Entity("message_index_backlog")
@Index("ix_message_index_backlog_corp", ["corpId", "id"])
export class IndexBacklog {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** Ids and times, as on a segment's first pages. */
  @Column({ type: "blob" })
  docs!: Buffer;
}

/** A deleted message whose tokens are still in a segment; no search shows it, and the segment is soon written anew. */
@Entity("message_index_removals")
export class IndexRemoval {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @PrimaryColumn({ name: "message_id", type: "bigint", unsigned: true })
  messageId!: string;
  @Column({ name: "removed_at", type: "datetime", precision: 3 })
  removedAt!: Date;
}

/** A rebuild under way: where it stands, so that it goes on after a crash. */
@Entity("message_index_rebuilds")
export class IndexRebuild {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** The last message that is in a staged segment. */
  @Column({ name: "after_message_id", type: "bigint", unsigned: true })
  afterMessageId!: string;
  @Column({ name: "to_message_id", type: "bigint", unsigned: true })
  toMessageId!: string;
  @Column({ name: "started_at", type: "datetime", precision: 3 })
  startedAt!: Date;
}
