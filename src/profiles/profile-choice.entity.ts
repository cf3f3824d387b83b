import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** One ticked option of a multi-choice. */
@Entity("profile_choices")
@Index("uq_profile_choices_identity", ["corpId", "externalUserid", "fieldId", "optionKey"], { unique: true })
@Index("ix_profile_choices_option", ["corpId", "fieldId", "optionKey", "externalUserid"])
export class ProfileChoice {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "external_userid", type: "varchar", length: 64 })
  externalUserid!: string;
  @Column({ name: "field_id", type: "bigint", unsigned: true })
  fieldId!: string;
  @Column({ name: "option_key", type: "varchar", length: 48 })
  optionKey!: string;
}
