import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/**
 * A customer waited: from the first words that want an answer to the next word of a member. A thread has at most one
 * open wait; `threads.waiting_since` repeats its beginning, so that lists sort and filter by it.
 */
@Entity("thread_waits")
@Index("uq_thread_waits_identity", ["threadId", "sinceAt", "sinceMessageId"], { unique: true })
@Index("ix_thread_waits_due", ["corpId", "alertAt"])
export class ThreadWait {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "thread_id", type: "bigint", unsigned: true })
  threadId!: string;
  @Column({ name: "since_at", type: "datetime", precision: 3 })
  sinceAt!: Date;
  @Column({ name: "since_message_id", type: "bigint", unsigned: true })
  sinceMessageId!: string;
  /** Null: the customer is waiting. */
  @Column({ name: "answered_at", type: "datetime", precision: 3, nullable: true })
  answeredAt!: Date | null;
  @Column({ name: "answered_by", type: "varchar", length: 64, nullable: true })
  answeredBy!: string | null;
  @Column({ name: "answer_message_id", type: "bigint", unsigned: true, nullable: true })
  answerMessageId!: string | null;
  /** Working time from question to answer, by the working hours that stood when the answer came. */
  @Column({ name: "worked_seconds", type: "int", unsigned: true, nullable: true })
  workedSeconds!: number | null;
  /** 0: nobody has been told, 1: the member, 2: the leaders too. */
  @Column({ name: "alert_level", type: "tinyint", unsigned: true, default: 0 })
  alertLevel!: number;
  /** When the next level is due; null: none is. */
  @Column({ name: "alert_at", type: "datetime", precision: 3, nullable: true })
  alertAt!: Date | null;
}
