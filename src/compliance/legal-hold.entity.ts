import { Column, Entity, Index, PrimaryGeneratedColumn } from "typeorm";
import type { HoldKind } from "./compliance.schema";

/** While it stands, nothing of this customer, thread or member is removed, by age or on request. */
@Entity("legal_holds")
@Index("ix_legal_holds_active", ["corpId", "releasedAt", "kind", "subjectId"])
export class LegalHold {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ type: "varchar", length: 8 })
  kind!: HoldKind;
  /** External userid, id of a thread, or userid. */
  @Column({ name: "subject_id", type: "varchar", length: 64 })
  subjectId!: string;
  @Column({ type: "varchar", length: 500 })
  reason!: string;
  /** Last day it stands, in the corp's zone; null: until someone releases it. */
  @Column({ name: "until_day", type: "char", length: 10, nullable: true })
  untilDay!: string | null;
  @Column({ name: "placed_by", type: "varchar", length: 64 })
  placedBy!: string;
  @Column({ name: "placed_at", type: "datetime", precision: 3 })
  placedAt!: Date;
  @Column({ name: "released_by", type: "varchar", length: 64, nullable: true })
  releasedBy!: string | null;
  @Column({ name: "released_at", type: "datetime", precision: 3, nullable: true })
  releasedAt!: Date | null;
}
