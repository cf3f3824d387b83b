import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** A corp (or strategy) tag on one member–customer pair. Names are in corp_tags. */
@Entity("relation_tags")
@Index("uq_relation_tags_identity", ["corpId", "externalUserid", "userid", "tagId"], { unique: true })
@Index("ix_relation_tags_tag", ["corpId", "tagId", "externalUserid"])
export class RelationTag {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "external_userid", type: "varchar", length: 64 })
  externalUserid!: string;
  @Column({ type: "varchar", length: 64 })
  userid!: string;
  @Column({ name: "tag_id", type: "varchar", length: 64 })
  tagId!: string;
}
