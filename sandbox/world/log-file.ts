import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** Rows that wait in memory until the next save. */
const MOST_WAITING = 2000;

/** An append-only file of JSON lines that is cut back to its newest rows when it has grown to three times its size. */
export class LogFile {
  private waiting: string[] = [];
  private lines = 0;

  constructor(
    private readonly path: string,
    private readonly kept: number,
  ) {}

  /** @returns the rows oldest first; a last line torn by a kill is left out. */
  load(): unknown[] {
    if (!existsSync(this.path)) return [];
    const rows: unknown[] = [];
    for (const line of readFileSync(this.path, "utf8").split("\n")) {
      if (line === "") continue;
      try {
        rows.push(JSON.parse(line));
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
      }
    }
    this.lines = rows.length;
    return rows;
  }

  /** @returns how long the row's line is. */
  append(row: unknown): number {
    const line = JSON.stringify(row);
    this.waiting.push(line);
    if (this.waiting.length >= MOST_WAITING) this.flush();
    return line.length;
  }

  flush(): void {
    if (this.waiting.length === 0) return;
    appendFileSync(this.path, `${this.waiting.join("\n")}\n`);
    this.lines += this.waiting.length;
    this.waiting = [];
  }

  /** Rewrites the file from what the owner still holds. */
  compact(rows: () => Iterable<unknown>): void {
    if (this.lines < this.kept * 3) return;
    const text: string[] = [];
    for (const row of rows()) text.push(JSON.stringify(row));
    writeFileSync(`${this.path}.new`, `${text.join("\n")}\n`);
    renameSync(`${this.path}.new`, this.path);
    this.lines = text.length;
    this.waiting = [];
  }

  clear(): void {
    this.waiting = [];
    this.lines = 0;
    rmSync(this.path, { force: true });
  }
}
