import type { MigrationInterface, QueryRunner } from "typeorm";

export class InsightsCreate1795251710000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE thread_summaries (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        thread_id bigint unsigned NOT NULL,
        day char(10) NOT NULL,
        messages int unsigned NOT NULL DEFAULT 0,
        \`lines\` json NOT NULL,
        due_at datetime(3) NULL,
        built_at datetime(3) NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_thread_summaries_day (corp_id, thread_id, day),
        KEY ix_thread_summaries_due (corp_id, due_at),
        KEY ix_thread_summaries_list (corp_id, day, thread_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE thread_summaries");
  }
}
