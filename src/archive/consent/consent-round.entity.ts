import { Column, Entity, PrimaryColumn } from "typeorm";

/** Where the daily round of asking for consents stands. */
@Entity("archive_consent_rounds")
export class ConsentRound {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "started_at", type: "datetime", precision: 3, nullable: true })
  startedAt!: Date | null;
  /** Null while it is under way. */
  @Column({ name: "finished_at", type: "datetime", precision: 3, nullable: true })
  finishedAt!: Date | null;
  /** Ids of the relation and the customer group that were asked about last. */
  @Column({ name: "after_relation", type: "bigint", unsigned: true })
  afterRelation!: string;
  @Column({ name: "after_group", type: "bigint", unsigned: true })
  afterGroup!: string;
  @Column({ name: "members_read_at", type: "datetime", precision: 3, nullable: true })
  membersReadAt!: Date | null;
  /** WeCom's errcode when it refused the list of members; null when it did not. */
  @Column({ type: "int", nullable: true })
  refusal!: number | null;
  @Column({ name: "refused_at", type: "datetime", precision: 3, nullable: true })
  refusedAt!: Date | null;
}
