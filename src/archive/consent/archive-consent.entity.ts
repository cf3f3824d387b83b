import { Column, Entity, PrimaryColumn } from "typeorm";

/** Whether a customer agreed to be archived with a member or in a room; without it the customer's words do not arrive. */
@Entity("archive_consents")
export class ArchiveConsent {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @PrimaryColumn({ name: "external_userid", type: "varchar", length: 64 })
  externalUserid!: string;
  /** The member's userid in lower case, because WeCom does not tell cases apart there, or the room's chat id as it is. */
  @PrimaryColumn({ type: "varchar", length: 64 })
  party!: string;
  @Column({ type: "varchar", length: 8 })
  kind!: "member" | "room";
  /** WeCom's word: `Agree`, `Disagree`, `Default_Agree`; others may come. */
  @Column({ type: "varchar", length: 32 })
  status!: string;
  /** WeCom's time of the change, in whole seconds; null when it gave none. The newest wins. */
  @Column({ name: "changed_at", type: "datetime", precision: 3, nullable: true })
  changedAt!: Date | null;
  /** A message of the archive, the event `msg_audit_approved`, or our own asking. */
  @Column({ name: "heard_from", type: "varchar", length: 8 })
  heardFrom!: "message" | "event" | "sweep";
  /** When WeCom was asked last. */
  @Column({ name: "checked_at", type: "datetime", precision: 3, nullable: true })
  checkedAt!: Date | null;
}
