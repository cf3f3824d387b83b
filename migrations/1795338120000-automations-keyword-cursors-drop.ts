import type { MigrationInterface, QueryRunner } from "typeorm";

/** Keyword rules read the range that the news names; nobody has to remember how far a thread was read. */
export class AutomationsKeywordCursorsDrop1795338120000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE keyword_cursors");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE keyword_cursors (
        thread_id bigint unsigned NOT NULL,
        corp_id varchar(64) NOT NULL,
        message_id bigint unsigned NOT NULL,
        PRIMARY KEY (thread_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }
}
