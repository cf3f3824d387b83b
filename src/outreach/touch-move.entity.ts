import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { ReasonCode } from "./outreach.schema";

/** Each time a touch changed its day or lost it, and why: the answer to "why did this customer hear nothing". */
@Entity("touch_moves")
@Index("ix_touch_moves_touch", ["touchId", "id"])
@Index("ix_touch_moves_day", ["corpId", "fromDay", "id"])
export class TouchMove {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "touch_id", type: "bigint", unsigned: true })
  touchId!: string;
  @Column({ name: "from_day", type: "char", length: 10 })
  fromDay!: string;
  /** null: dropped. */
  @Column({ name: "to_day", type: "char", length: 10, nullable: true })
  toDay!: string | null;
  @Column({ name: "reason_code", type: "varchar", length: 32 })
  reasonCode!: ReasonCode;
  /** The touch that took the day. */
  @Column({ name: "blocked_by", type: "bigint", unsigned: true, nullable: true })
  blockedBy!: string | null;
  @Column({ type: "datetime", precision: 3 })
  at!: Date;
}
