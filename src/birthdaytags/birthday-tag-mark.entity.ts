import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** A tag that we put on a pair, or are about to: written before WeCom is asked. What people put there by hand is not here. */
@Entity("birthday_tag_marks")
@Index("uq_birthday_tag_marks_identity", ["corpId", "externalUserid", "userid", "tagId"], { unique: true })
export class BirthdayTagMark {
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
