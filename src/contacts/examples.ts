import type { App } from "../app";
import type { Tx } from "../platform/db";
import { type Difference, type DifferenceKind, isRepairable } from "./differences";

/** Enough to see what it is about; the counts say how many there are. */
const EXAMPLES_PER_KIND = 20;

export interface Example extends Difference {
  repaired: boolean;
}

/** The first few of each kind, in rows of the run, or in memory when nothing is to be written. */
export class Examples {
  readonly #kept = new Map<DifferenceKind, number>();
  readonly inMemory: Example[] = [];

  constructor(
    readonly run: { id: string | null; corpId: string },
    readonly dryRun: boolean,
  ) {}

  /** Counts what an interrupted run has kept already. */
  async resume(app: App): Promise<void> {
    if (this.run.id === null) return;
    const rows: { kind: DifferenceKind; n: string }[] = await app.db.query(
      "SELECT kind, COUNT(*) AS n FROM reconcile_findings WHERE corp_id = ? AND run_id = ? GROUP BY kind",
      [this.run.corpId, this.run.id],
    );
    for (const { kind, n } of rows) this.#kept.set(kind, Number(n));
  }

  async keep(tx: Tx, differences: readonly Difference[]): Promise<void> {
    const fresh: Example[] = [];
    for (const difference of differences) {
      const kept = this.#kept.get(difference.kind) ?? 0;
      if (kept >= EXAMPLES_PER_KIND) continue;
      this.#kept.set(difference.kind, kept + 1);
      fresh.push({ ...difference, repaired: !this.dryRun && isRepairable(difference.kind) });
    }
    if (fresh.length === 0) return;
    if (this.run.id === null) {
      this.inMemory.push(...fresh);
      return;
    }
    const rows = fresh.map((example) => [
      this.run.corpId,
      this.run.id,
      example.kind,
      example.externalUserid ?? null,
      example.userid ?? null,
      example.chatId ?? null,
      example.tagId ?? null,
      JSON.stringify(example.fields ?? []),
      example.errcode ?? null,
      example.repaired,
    ]);
    await tx.query(
      `INSERT INTO reconcile_findings (corp_id, run_id, kind, external_userid, userid, chat_id, tag_id, fields, errcode, repaired)
       VALUES ?`,
      [rows],
    );
  }
}
