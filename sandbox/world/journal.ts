import type { LogFile } from "./log-file";

export type JournalKind = "api" | "callback" | "phone" | "action";

export interface JournalEntry {
  n: number;
  at: number;
  kind: JournalKind;
  [field: string]: unknown;
}

export const KEPT_ENTRIES = 20_000;

/** Everything that went in and out, numbered upwards. Old entries fall off the end. */
export class Journal {
  private entries: JournalEntry[] = [];
  private lastN = 0;

  constructor(
    private readonly file: LogFile,
    private readonly now: () => number,
    private readonly onGrowth: (n: number) => void,
  ) {}

  load(): void {
    const byN = new Map<number, JournalEntry>();
    for (const row of this.file.load() as JournalEntry[]) byN.set(row.n, row); // an updated entry stands twice
    this.entries = [...byN.values()].sort((a, b) => a.n - b.n).slice(-KEPT_ENTRIES);
    this.lastN = this.entries.at(-1)?.n ?? 0;
  }

  add(kind: JournalKind, fields: Record<string, unknown>): JournalEntry {
    const entry: JournalEntry = { n: ++this.lastN, at: this.now(), kind, ...fields };
    this.entries.push(entry);
    if (this.entries.length > KEPT_ENTRIES * 1.25) this.entries = this.entries.slice(-KEPT_ENTRIES);
    this.file.append(entry);
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
    return this.entries.slice(this.firstAfter(n));
  }

  /** Forgets the entries; the numbers go on, so that a reader's `after` never points past the end. */
  clear(): void {
    this.entries = [];
    this.file.clear();
  }

  private find(n: number): JournalEntry | undefined {
    const entry = this.entries[this.firstAfter(n - 1)];
    return entry?.n === n ? entry : undefined;
  }

  private firstAfter(n: number): number {
    let [low, high] = [0, this.entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.entries[middle]!.n <= n) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
