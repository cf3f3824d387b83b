import { Column, Entity, PrimaryColumn } from "typeorm";

/** How far a thread has been read for waits: by time, and by seq within a millisecond. Its row is the thread's lock. */
@Entity("response_clocks")
export class ResponseClock {
  @PrimaryColumn({ name: "thread_id", type: "bigint", unsigned: true })
  threadId!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  /** Null: never read. */
  @Column({ name: "tip_at", type: "datetime", precision: 3, nullable: true })
  tipAt!: Date | null;
  @Column({ name: "tip_seq", type: "bigint", unsigned: true, nullable: true })
  tipSeq!: string | null;
}
