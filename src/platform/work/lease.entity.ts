import { Column, Entity, PrimaryColumn } from "typeorm";

/** Who may act alone (one scheduler, one archiver per corp). Expires in real time by the database's clock. */
@Entity("leases")
export class Lease {
  @PrimaryColumn({ type: "varchar", length: 128 })
  name!: string;
  @Column({ type: "varchar", length: 128 })
  holder!: string;
  @Column({ name: "expires_at", type: "datetime", precision: 3 })
  expiresAt!: Date;
}
