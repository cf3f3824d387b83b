import type { MigrationInterface, QueryRunner } from "typeorm";

export class ArchiveAlertsCreate1795338142000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE archive_alerts (
        corp_id varchar(64) NOT NULL,
        kind varchar(16) NOT NULL,
        reason varchar(64) NOT NULL,
        opened_at datetime(3) NOT NULL,
        told_at datetime(3) NULL,
        PRIMARY KEY (corp_id, kind)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE archive_alerts");
  }
}
