import type { MigrationInterface, QueryRunner } from "typeorm";

export class StaffAccessCreate1795251611000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sessions (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        token_hash char(64) NOT NULL,
        expires_at datetime(3) NOT NULL,
        created_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        UNIQUE KEY uq_sessions_token (token_hash)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE api_tokens (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        name varchar(64) NOT NULL,
        role varchar(12) NOT NULL,
        userid varchar(64) COLLATE utf8mb4_general_ci NULL,
        token_hash char(64) NOT NULL,
        last_used_at datetime(3) NULL,
        revoked_at datetime(3) NULL,
        created_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        UNIQUE KEY uq_api_tokens_token (token_hash)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE audit_entries (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        position bigint unsigned NOT NULL,
        at_ms bigint unsigned NOT NULL,
        actor varchar(64) NOT NULL,
        action varchar(64) NOT NULL,
        subject varchar(191) NOT NULL,
        previous_hash char(64) NOT NULL,
        hash char(64) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_audit_entries_position (corp_id, position)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE audit_entries");
    await runner.query("DROP TABLE api_tokens");
    await runner.query("DROP TABLE sessions");
  }
}
