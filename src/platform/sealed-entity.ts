import type { EntitySubscriberInterface, LoadEvent } from "typeorm";
import type { ContentCipher } from "./content-cipher";

/** What an entity class says about its sealed columns; a static property `sealed` of the class. */
export interface SealedColumns<E> {
  /** property → `table.column` */
  columns: { [P in keyof E]?: string };
  /** Those of them whose column is JSON: the sealed text stands in it as one JSON string. */
  json?: (keyof E)[];
  /** What WeCom calls the row. */
  rowOf(entity: E): string;
}

/** Opens the sealed columns of entities as they are loaded, so that repositories give out what was written. */
export class SealedEntityReader implements EntitySubscriberInterface {
  constructor(readonly cipher: ContentCipher) {}

  afterLoad(entity: object, _event?: LoadEvent<unknown>): void {
    const sealed = (entity.constructor as { sealed?: SealedColumns<object> }).sealed;
    if (!sealed) return;
    const record = entity as Record<string, unknown> & { corpId: string };
    for (const [property, column] of Object.entries<string>(sealed.columns as Record<string, string>)) {
      const value = record[property];
      if (typeof value !== "string") continue;
      const opened = this.cipher.open(value, { column, corpId: record.corpId, row: sealed.rowOf(entity) });
      record[property] = (sealed.json as string[] | undefined)?.includes(property) ? JSON.parse(opened) : opened;
    }
  }
}
