import { Column, Entity, PrimaryColumn } from "typeorm";

/** Entries of one term in one block of documents; see retrieval/postings.ts for the bytes. */
@Entity("knowledge_postings")
export class PostingRow {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @PrimaryColumn({ type: "varchar", length: 48 })
  term!: string;
  @PrimaryColumn({ type: "smallint", unsigned: true })
  block!: number;
  @Column({ type: "int", unsigned: true })
  entries!: number;
  @Column({ type: "mediumblob" })
  postings!: Buffer;
}
