import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** A customer who came to a member by one of our codes. */
@Entity("contact_way_arrivals")
@Index("uq_contact_way_arrivals_identity", ["corpId", "wayId", "externalUserid", "userid"], { unique: true })
@Index("ix_contact_way_arrivals_days", ["corpId", "wayId", "addedAt"])
@Index("ix_contact_way_arrivals_tags", ["corpId", "tagsDueAt"])
export class ContactWayArrival {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "way_id", type: "bigint", unsigned: true })
  wayId!: string;
  @Column({ name: "external_userid", type: "varchar", length: 64 })
  externalUserid!: string;
  @Column({ type: "varchar", length: 64 })
  userid!: string;
  @Column({ name: "added_at", type: "datetime", precision: 3 })
  addedAt!: Date;
  @Column({ name: "lost_at", type: "datetime", precision: 3, nullable: true })
  lostAt!: Date | null;
  /** When to try the tags; null: nothing is left to do. */
  @Column({ name: "tags_due_at", type: "datetime", precision: 3, nullable: true })
  tagsDueAt!: Date | null;
  /** Code of what kept a tag away for good. */
  @Column({ name: "tag_error", type: "varchar", length: 64, nullable: true })
  tagError!: string | null;
}
