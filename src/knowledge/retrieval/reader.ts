import type { Catalogue } from "./catalogue";
import type { IndexedDocument } from "./document";
import type { Postings } from "./postings";

/** The index of one corp, wherever it lies. */
export interface KnowledgeReader {
  catalogue(): Promise<Catalogue>;
  /** Terms that no document holds are absent from the answer. */
  postings(terms: readonly string[]): Promise<Map<string, Postings>>;
  /** In the order asked for; documents that are gone are left out. */
  documents(docs: readonly number[]): Promise<IndexedDocument[]>;
}
