import type { MigrationInterface, QueryRunner } from "typeorm";

export class ComplianceExportsCreate1795338162000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE chat_exports (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        format varchar(5) NOT NULL,
        wanted json NOT NULL,
        reason varchar(500) NOT NULL,
        state varchar(8) NOT NULL,
        messages int unsigned NOT NULL,
        bytes bigint unsigned NULL,
        error varchar(64) NULL,
        created_at datetime(3) NOT NULL,
        finished_at datetime(3) NULL,
        expires_at datetime(3) NULL,
        PRIMARY KEY (id),
        KEY ix_chat_exports_list (corp_id, userid, id),
        KEY ix_chat_exports_expiry (corp_id, state, expires_at)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE chat_exports");
  }
}
