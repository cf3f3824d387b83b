import { WecomFault } from "./fault";

interface TextRule {
  /** errcode when the field is absent or empty. */
  missing?: number;
  maxChars?: number;
  maxBytes?: number;
  tooLong?: number;
}

const WRONG_TYPE = 40058;

/** Reads a JSON body the way WeCom does: each field with its own refusal, wrong types with the usual warning. */
export class Fields {
  constructor(readonly source: Record<string, unknown>) {}

  has = (name: string): boolean => this.source[name] !== undefined && this.source[name] !== null;

  text(name: string, rule: TextRule = {}): string {
    const value = this.optionalText(name, rule);
    if (value === undefined || value === "") throw new WecomFault(rule.missing ?? 40063, `missing ${name}`);
    return value;
  }

  optionalText(name: string, rule: TextRule = {}): string | undefined {
    if (!this.has(name)) return undefined;
    const value = this.source[name];
    if (typeof value !== "string") throw this.wrongType(name);
    const tooLong =
      (rule.maxChars !== undefined && [...value].length > rule.maxChars) ||
      (rule.maxBytes !== undefined && Buffer.byteLength(value) > rule.maxBytes);
    if (tooLong) throw new WecomFault(rule.tooLong ?? 40058, `${name} is too long`);
    return value;
  }

  int(name: string, rule: { missing?: number; min?: number; max?: number; bad?: number } = {}): number {
    const value = this.optionalInt(name, rule);
    if (value === undefined) throw new WecomFault(rule.missing ?? 40063, `missing ${name}`);
    return value;
  }

  optionalInt(name: string, rule: { min?: number; max?: number; bad?: number } = {}): number | undefined {
    if (!this.has(name)) return undefined;
    const value = this.source[name];
    if (typeof value !== "number" || !Number.isInteger(value)) throw this.wrongType(name);
    if (value < (rule.min ?? -Infinity) || value > (rule.max ?? Infinity)) {
      throw new WecomFault(rule.bad ?? 40058, `${name} is out of range`);
    }
    return value;
  }

  /** Booleans also come as 0 and 1. */
  flag(name: string, fallback: boolean): boolean {
    if (!this.has(name)) return fallback;
    const value = this.source[name];
    if (typeof value === "boolean") return value;
    if (value === 0 || value === 1) return value === 1;
    throw this.wrongType(name);
  }

  texts(name: string, rule: { max?: number; tooMany?: number; missing?: number } = {}): string[] {
    const rows = this.list(name, rule);
    if (!rows.every((row): row is string => typeof row === "string")) throw this.wrongType(name);
    return rows;
  }

  ints(name: string, rule: { max?: number; tooMany?: number; missing?: number } = {}): number[] {
    const rows = this.list(name, rule);
    if (!rows.every((row): row is number => Number.isInteger(row))) throw this.wrongType(name);
    return rows;
  }

  objects(name: string, rule: { max?: number; tooMany?: number; missing?: number } = {}): Fields[] {
    return this.list(name, rule).map((row) => {
      if (!isRecord(row)) throw this.wrongType(name);
      return new Fields(row);
    });
  }

  object(name: string): Fields | undefined {
    if (!this.has(name)) return undefined;
    const value = this.source[name];
    if (!isRecord(value)) throw this.wrongType(name);
    return new Fields(value);
  }

  private list(name: string, rule: { max?: number; tooMany?: number; missing?: number }): unknown[] {
    const value = this.has(name) ? this.source[name] : [];
    if (!Array.isArray(value)) throw this.wrongType(name);
    if (value.length === 0 && rule.missing !== undefined) throw new WecomFault(rule.missing, `missing ${name}`);
    if (value.length > (rule.max ?? Infinity)) throw new WecomFault(rule.tooMany ?? 40058, `${name} is too large`);
    return value;
  }

  private wrongType(name: string): WecomFault {
    return new WecomFault(WRONG_TYPE, `Warning: wrong json format. invalid type of ${name}`);
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What a table holds under a name from outside; the names that every object has are no entries. */
export const entryOf = <T>(table: Record<string, T>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
