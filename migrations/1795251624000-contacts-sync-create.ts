import type { MigrationInterface, QueryRunner } from "typeorm";

export class ContactsSyncCreate1795251624000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE contact_sync_runs (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        status varchar(12) NOT NULL,
        phase varchar(12) NOT NULL,
        position json NOT NULL,
        counts json NOT NULL,
        started_at datetime(3) NOT NULL,
        updated_at datetime(3) NOT NULL,
        finished_at datetime(3) NULL,
        PRIMARY KEY (id),
        KEY ix_contact_sync_runs_status (corp_id, status, id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE contact_sync_runs");
  }
}
