import type { MigrationInterface, QueryRunner } from "typeorm";

export class SetupCreate1795338060000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE setup_looks (
        corp_id varchar(64) NOT NULL,
        part varchar(16) NOT NULL,
        findings json NOT NULL,
        settings_mark char(16) NOT NULL,
        stopped tinyint NOT NULL,
        checked_at datetime(3) NOT NULL,
        PRIMARY KEY (corp_id, part)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE app_notices (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        agent_id bigint unsigned NOT NULL,
        event varchar(32) NOT NULL,
        effect_at datetime(3) NULL,
        told_at datetime(3) NOT NULL,
        created_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        UNIQUE KEY uq_app_notices_identity (corp_id, agent_id, event, told_at)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE app_notices");
    await runner.query("DROP TABLE setup_looks");
  }
}
