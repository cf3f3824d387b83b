import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from "typeorm";

/**
 * `live` is searched; `staged` belongs to a rebuild that is not finished; `building` is being written; `dead` was replaced and
 * its pages are about to go.
 */
export type SegmentState = "live" | "staged" | "building" | "dead";

/** A part of the search index; see segment-format.ts for its bytes. */
@Entity("message_index_segments")
@Index("ix_message_index_segments_state", ["corpId", "state"])
export class IndexSegment {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ type: "varchar", length: 8 })
  state!: SegmentState;
  /** Live, but a rebuild that is under way replaces it. */
  @Column({ type: "tinyint", default: 0 })
  outgoing!: number;
  /** Of the key that its tokens were made with; 0 without one. */
  @Column({ name: "key_id", type: "int", unsigned: true })
  keyId!: number;
  @Column({ type: "int", unsigned: true })
  docs!: number;
  @Column({ name: "first_at", type: "datetime", precision: 3 })
  firstAt!: Date;
  @Column({ name: "last_at", type: "datetime", precision: 3 })
  lastAt!: Date;
  @Column({ name: "min_message_id", type: "bigint", unsigned: true })
  minMessageId!: string;
  @Column({ name: "max_message_id", type: "bigint", unsigned: true })
  maxMessageId!: string;
  @Column({ type: "mediumblob" })
  directory!: Buffer;
  @Column({ name: "changed_at", type: "datetime", precision: 3 })
  changedAt!: Date;
}

@Entity("message_index_pages")
export class IndexPage {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @PrimaryColumn({ name: "segment_id", type: "bigint", unsigned: true })
  segmentId!: string;
  @PrimaryColumn({ type: "int", unsigned: true })
  page!: number;
  @Column({ type: "blob" })
  data!: Buffer;
}
