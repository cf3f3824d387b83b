import type { MigrationInterface, QueryRunner } from "typeorm";

const PART = 5_000;

/** A mass-send task keeps its text only while WeCom may have to be asked about it; a touch keeps what was said to whom. */
export class OutreachForgetTaskTexts1795338232000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const [range]: { first: string | null; last: string | null }[] = await runner.query(
      "SELECT MIN(id) AS first, MAX(id) AS last FROM mass_send_tasks",
    );
    const last = Number(range?.last ?? 0);
    for (let from = Number(range?.first ?? 1); from <= last; from += PART) {
      await runner.query(
        `UPDATE mass_send_tasks SET content = '{"text":"","attachments":[]}'
         WHERE id BETWEEN ? AND ? AND status IN ('closed', 'refused')`,
        [from, from + PART - 1],
      );
    }
  }

  async down(): Promise<void> {
    // Nothing reads the text of a task that has ended.
  }
}
