import { Column, Entity, PrimaryColumn } from "typeorm";

/** `in`: said by the customer, anywhere. `out`: said to the customer in a single thread. */
export type MessageDirection = "in" | "out";

/** How much was said with a customer on one day of the corp's zone; what the timeline shows of conversations. */
@Entity("customer_message_days")
export class CustomerMessageDay {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @PrimaryColumn({ name: "external_userid", type: "varchar", length: 64 })
  externalUserid!: string;
  /** YYYY-MM-DD */
  @PrimaryColumn({ type: "varchar", length: 10 })
  day!: string;
  @PrimaryColumn({ type: "varchar", length: 3 })
  direction!: MessageDirection;
  @Column({ type: "int", unsigned: true })
  messages!: number;
  @Column({ name: "last_sent_at", type: "datetime", precision: 3 })
  lastSentAt!: Date;
}
