import { Column, Entity, PrimaryColumn } from "typeorm";

/**
 * How many deliveries were answered 200, since the beginning: rows of the inbox are forgotten after a month, and counting
 * a million of them takes longer than a question may. Several shards, so that processes do not wait for each other's row.
 */
@Entity("callback_tallies")
export class CallbackTally {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @PrimaryColumn({ type: "tinyint", unsigned: true })
  shard!: number;
  /** Distinct events. */
  @Column({ type: "bigint", unsigned: true })
  stored!: string;
  /** Further deliveries of an event that is stored. */
  @Column({ type: "bigint", unsigned: true })
  duplicates!: string;
}
