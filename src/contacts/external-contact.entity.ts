import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from "typeorm";

/** 客户: someone outside the corp whom at least one member has, or had, as a contact. */
@Entity("external_contacts")
@Index("uq_external_contacts_identity", ["corpId", "externalUserid"], { unique: true })
@Index("ix_external_contacts_activity", ["corpId", "lastActivityAt", "id"])
@Index("ix_external_contacts_unionid", ["corpId", "unionid"])
export class ExternalContact {
  @PrimaryGeneratedColumn({ type: "bigint", unsigned: true })
  id!: string;
  @Column({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "external_userid", type: "varchar", length: 64 })
  externalUserid!: string;
  /** Nickname; empty while only a half relation is known. */
  @Column({ type: "varchar", length: 128, default: "" })
  name!: string;
  @Column({ type: "varchar", length: 1024, nullable: true })
  avatar!: string | null;
  /** 1 WeChat, 2 WeCom. */
  @Column({ type: "tinyint", unsigned: true, default: 1 })
  type!: number;
  /** 0 unknown, 1 male, 2 female. */
  @Column({ type: "tinyint", unsigned: true, default: 0 })
  gender!: number;
  @Column({ type: "varchar", length: 64, nullable: true })
  unionid!: string | null;
  @Column({ type: "varchar", length: 128, nullable: true })
  position!: string | null;
  @Column({ name: "corp_name", type: "varchar", length: 255, nullable: true })
  corpName!: string | null;
  /** Time of the newest entry of the timeline; orders the list of customers. */
  @Column({ name: "last_activity_at", type: "datetime", precision: 3 })
  lastActivityAt!: Date;
  /** When the reading that these fields come from was asked for; an older reading does not overwrite a newer one. */
  @Column({ name: "read_at", type: "datetime", precision: 3, nullable: true })
  readAt!: Date | null;
  @CreateDateColumn({ name: "created_at", type: "datetime", precision: 3, default: () => "CURRENT_TIMESTAMP(3)" })
  createdAt!: Date;
}
