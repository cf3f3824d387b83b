import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** The proposals for one message of a customer to one member. No proposals is an answer, too. */
@Entity("suggestion_sets")
@Index("uq_suggestion_sets_identity", ["corpId", "externalUserid", "userid", "messageId"], { unique: true })
export class SuggestionSet {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "external_userid", type: "varchar", length: 64 })
  externalUserid!: string;
  @Column({ type: "varchar", length: 64 })
  userid!: string;
  @Column({ name: "message_id", type: "bigint", unsigned: true })
  messageId!: string;
  @Column({ name: "created_at", type: "datetime", precision: 3 })
  createdAt!: Date;
}
