import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** Who was ever seen in a thread; decides which actors may read it. Exactly one of the two ids is set, the other is "". */
@Entity("thread_participants")
@Index("uq_thread_participants_identity", ["threadId", "userid", "externalUserid"], { unique: true })
@Index("ix_thread_participants_member", ["corpId", "userid", "room", "threadId"])
@Index("ix_thread_participants_customer", ["corpId", "externalUserid", "room", "threadId"])
export class ThreadParticipant {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "thread_id", type: "bigint", unsigned: true })
  threadId!: string;
  @Column({ type: "varchar", length: 64, default: "" })
  userid!: string;
  @Column({ name: "external_userid", type: "varchar", length: 64, default: "" })
  externalUserid!: string;
  /** 1 unless the thread is `single`, which never changes. */
  @Column({ type: "tinyint", default: 0 })
  room!: number;
}
