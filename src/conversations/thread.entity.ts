import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/**
 * `single`: one member and one customer. `group`: a room (or a call of several people) with customers in it.
 * `internal`: members and robots only, two or a room.
 */
export type ThreadKind = "single" | "group" | "internal";

/** A conversation; its key is made of WeCom's ids, so whoever sees it first makes the same row. */
@Entity("threads")
@Index("uq_threads_identity", ["corpId", "threadKey"], { unique: true })
@Index("ix_threads_recent", ["corpId", "lastSentAt", "id"])
@Index("ix_threads_waiting", ["corpId", "waitingSince", "id"])
@Index("ix_threads_customer", ["corpId", "externalUserid"])
export class Thread {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "thread_key", type: "varchar", length: 191 })
  threadKey!: string;
  @Column({ type: "varchar", length: 8 })
  kind!: ThreadKind;
  /** The member of a single thread, else null. */
  @Column({ type: "varchar", length: 64, nullable: true })
  userid!: string | null;
  /** The customer of a single thread, else null; customers of a group are among its participants. */
  @Column({ name: "external_userid", type: "varchar", length: 64, nullable: true })
  externalUserid!: string | null;
  /** The archive's roomid: equal to the customer group's chat id. */
  @Column({ name: "chat_id", type: "varchar", length: 64, nullable: true })
  chatId!: string | null;
  /** The newest by `sent_at`, notices (recalls, consent) left out. */
  @Column({ name: "last_message_id", type: "bigint", unsigned: true, nullable: true })
  lastMessageId!: string | null;
  @Column({ name: "last_sent_at", type: "datetime", precision: 3, nullable: true })
  lastSentAt!: Date | null;
  /** The customer's newest words that want an answer; 「好的」 and 「谢谢」 do not. */
  @Column({ name: "last_customer_at", type: "datetime", precision: 3, nullable: true })
  lastCustomerAt!: Date | null;
  @Column({ name: "last_member_at", type: "datetime", precision: 3, nullable: true })
  lastMemberAt!: Date | null;
  /** Since when the customer waits for an answer, by the response clock; null: nobody waits. */
  @Column({ name: "waiting_since", type: "datetime", precision: 3, nullable: true })
  waitingSince!: Date | null;
  /** Fingerprint of the people whom a message last named, all of them among the participants; null: look them up. */
  @Column({ type: "varchar", length: 16, nullable: true })
  people!: string | null;
  @CreateDateColumn({ name: "created_at", type: "datetime", precision: 3, default: () => "CURRENT_TIMESTAMP(3)" })
  createdAt!: Date;
}
