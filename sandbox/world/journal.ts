import type { LogFile } from "./log-file";
import { firstAfter } from "./sorted";

export type JournalKind = "api" | "callback" | "phone" | "action";

export interface JournalEntry {
  n: number;
  /** Unix seconds; `atMs` the same moment finer, for measurements. */
  at: number;
  atMs: number;
  kind: JournalKind;
  [field: string]: unknown;
}

export const KEPT_ENTRIES = 20_000;
/** A storm of large requests must not fill the memory: their entries go sooner. */
const KEPT_CHARACTERS = 64 * 1024 * 1024;
const SLACK = 1.25;

/** Everything that went in and out, numbered upwards. Old entries fall off the end. */
export class Journal {
  private entries: JournalEntry[] = [];
  /** The entries' lengths, and their sum. */
  private sizes: number[] = [];
  private total = 0;
  private lastN = 0;

  constructor(
    private readonly file: LogFile,
    private readonly nowMs: () => number,
    private readonly onGrowth: (n: number) => void,
  ) {}

  load(): void {
    const byN = new Map<number, JournalEntry>();
    for (const row of this.file.load() as JournalEntry[]) byN.set(row.n, row); // an updated entry stands twice
    this.entries = [...byN.values()].sort((a, b) => a.n - b.n);
    this.sizes = this.entries.map((entry) => JSON.stringify(entry).length);
    this.total = this.sizes.reduce((sum, size) => sum + size, 0);
    this.forgetOldest();
    this.lastN = this.entries.at(-1)?.n ?? 0;
  }

  add(kind: JournalKind, fields: Record<string, unknown>): JournalEntry {
    const atMs = this.nowMs();
    const entry: JournalEntry = { n: ++this.lastN, at: Math.floor(atMs / 1_000), atMs, kind, ...fields };
    const size = this.file.append(entry);
    this.entries.push(entry);
    this.sizes.push(size);
    this.total += size;
    if (this.entries.length > KEPT_ENTRIES * SLACK || this.total > KEPT_CHARACTERS * SLACK) this.forgetOldest();
    this.file.compact(() => this.entries);
    this.onGrowth(entry.n);
    return entry;
  }

  /** For callbacks, whose attempts and status become known later. */
  amend(n: number, fields: Record<string, unknown>): void {
    const entry = this.find(n);
    if (!entry) return;
    Object.assign(entry, fields);
    this.file.append(entry);
    this.onGrowth(this.lastN);
  }

  lastNumber = (): number => this.lastN;

  after(n: number): JournalEntry[] {
    return this.entries.slice(firstAfter(this.entries, n));
  }

  /** Forgets the entries; the numbers go on, so that a reader's `after` never points past the end. */
  clear(): void {
    this.entries = [];
    this.sizes = [];
    this.total = 0;
    this.file.clear();
  }

  private forgetOldest(): void {
    let gone = Math.max(0, this.entries.length - KEPT_ENTRIES);
    this.total -= this.sizes.slice(0, gone).reduce((sum, size) => sum + size, 0);
    while (this.total > KEPT_CHARACTERS && gone < this.entries.length) this.total -= this.sizes[gone++]!;
    this.entries = this.entries.slice(gone);
    this.sizes = this.sizes.slice(gone);
  }

  private find(n: number): JournalEntry | undefined {
    const entry = this.entries[firstAfter(this.entries, n - 1)];
    return entry?.n === n ? entry : undefined;
  }
}
