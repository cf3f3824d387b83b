import { Column, Entity, PrimaryColumn } from "typeorm";

/** Where the writer of a corp's search index is; locking this row is the right to write it. */
@Entity("knowledge_index_states")
export class IndexState {
  @PrimaryColumn({ name: "corp_id", type: "varchar", length: 64 })
  corpId!: string;
  @Column({ name: "next_doc", type: "int", unsigned: true, default: 0 })
  nextDoc!: number;
  /** Grows with every change; readers compare it with what they hold. */
  @Column({ type: "bigint", unsigned: true, default: 0 })
  version!: string;
  /** Attributes that list other articles, as last learned. */
  @Column({ type: "json" })
  relations!: string[];
  /** Documents when `relations` was learned. */
  @Column({ name: "learned_at_docs", type: "int", unsigned: true, default: 0 })
  learnedAtDocs!: number;
}
