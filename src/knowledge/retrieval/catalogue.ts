import { normalize } from "../../language";
import type { Attribute } from "./attributes";

/** One live document, as much of it as ranking needs at once. */
export interface CatalogueRow {
  doc: number;
  title: string;
  category: string;
  attributes: Attribute[];
  /** How many documents name this one in an attribute. */
  inbound: number;
}

/** Numbers of one attribute over all documents; NaN where a document has none. */
export interface NumberColumn {
  name: string;
  unit: string;
  min: Float32Array;
  max: Float32Array;
  /** Documents with a value, per category. */
  perCategory: Map<number, number>;
  count: number;
}

const PARENTHESES = /[（(][^（()）]*[）)]/g;
/** Model codes (「C5」, 「R-600」) are names, too. */
const CODE = /(?<![a-z\d-])(?=[a-z\d-]*\d)(?=[a-z\d-]*[a-z])[a-z\d]+(?:-[a-z\d]+)*(?![a-z\d-])/g;
/** A name that so many share tells nobody apart. */
const MAX_NAMESAKES = 12;
/** Shorter names meet by chance; a title of one character is never recognised in a sentence. */
const MIN_NAME = 2;
const MAX_NAME = 40;

/** Titles are compared without spaces and in one form of brackets. */
export function nameKey(title: string): string {
  return normalize(title).replace(/\s+/g, "");
}

/** 「清泉 800 净水器」 of the category 净水器 goes by 「清泉800」, too. */
function modelOf(title: string, category: string): string[] {
  const model = category !== "" && title.endsWith(category) ? title.slice(0, -category.length) : "";
  return /\d$/.test(model) ? [model] : [];
}

/**
 * What every query needs of every live document, in typed arrays: category, numbers, popularity and names. A few hundred
 * bytes a document, read once and kept until the index changes.
 */
export class Catalogue {
  readonly size: number;
  readonly liveDocs: Uint32Array;
  readonly live: Uint8Array;
  readonly categories: string[] = [];
  readonly categoryOf: Uint16Array;
  readonly popularity: Float32Array;
  readonly columns = new Map<string, NumberColumn>();
  /** Attribute name → number of documents that have it, per category. */
  readonly attributeUse = new Map<string, Map<number, number>>();
  readonly categorySize: number[] = [];
  readonly #names = new Map<string, number[]>();
  readonly longestName: number;

  constructor(rows: CatalogueRow[]) {
    this.size = rows.reduce((top, row) => Math.max(top, row.doc + 1), 0);
    this.liveDocs = Uint32Array.from(rows, (row) => row.doc);
    this.live = new Uint8Array(this.size);
    this.categoryOf = new Uint16Array(this.size);
    this.popularity = new Float32Array(this.size);
    const categoryNumbers = new Map<string, number>();
    let longest = 0;
    for (const row of rows) {
      let category = categoryNumbers.get(row.category);
      if (category === undefined) {
        category = this.categories.push(row.category) - 1;
        categoryNumbers.set(row.category, category);
        this.categorySize.push(0);
      }
      this.live[row.doc] = 1;
      this.categoryOf[row.doc] = category;
      this.categorySize[category]! += 1;
      this.popularity[row.doc] = Math.log1p(row.inbound);
      for (const attribute of row.attributes) this.#addAttribute(row.doc, category, attribute);
      const full = nameKey(row.title);
      const short = nameKey(row.title.replace(PARENTHESES, ""));
      for (const name of new Set([full, short, ...(full.match(CODE) ?? []), ...modelOf(full, nameKey(row.category))])) {
        if (name.length < MIN_NAME || name.length > MAX_NAME) continue;
        const docs = this.#names.get(name);
        if (docs) docs.push(row.doc);
        else this.#names.set(name, [row.doc]);
        longest = Math.max(longest, name.length);
      }
    }
    this.longestName = longest;
    for (const [name, column] of this.columns) {
      // An address that happens to read as a number does not make its attribute one.
      const used = [...(this.attributeUse.get(name)?.values() ?? [])].reduce((sum, count) => sum + count, 0);
      if (column.count * 2 < used) this.columns.delete(name);
    }
  }

  #addAttribute(doc: number, category: number, attribute: Attribute) {
    const use = this.attributeUse.get(attribute.name) ?? new Map<number, number>();
    use.set(category, (use.get(category) ?? 0) + 1);
    this.attributeUse.set(attribute.name, use);
    if (attribute.type !== "number") return;
    let column = this.columns.get(attribute.name);
    if (!column) {
      column = {
        name: attribute.name,
        unit: attribute.unit,
        min: new Float32Array(this.size).fill(Number.NaN),
        max: new Float32Array(this.size).fill(Number.NaN),
        perCategory: new Map(),
        count: 0,
      };
      this.columns.set(attribute.name, column);
    }
    if (column.unit === "") column.unit = attribute.unit;
    column.min[doc] = attribute.min;
    column.max[doc] = attribute.max;
    column.count += 1;
    column.perCategory.set(category, (column.perCategory.get(category) ?? 0) + 1);
  }

  /** Documents with this title, or with this title but for a bracketed part. */
  named(name: string): readonly number[] {
    const docs = this.#names.get(name);
    return docs && docs.length <= MAX_NAMESAKES ? docs : [];
  }
}
