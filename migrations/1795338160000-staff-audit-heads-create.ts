import type { MigrationInterface, QueryRunner } from "typeorm";

export class StaffAuditHeadsCreate1795338160000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_heads (
        corp_id varchar(64) NOT NULL,
        position bigint unsigned NOT NULL,
        hash char(64) NOT NULL,
        since_position bigint unsigned NOT NULL,
        signature varchar(64) NOT NULL,
        PRIMARY KEY (corp_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE audit_heads");
  }
}
