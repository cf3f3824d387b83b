import type { MigrationInterface, QueryRunner } from "typeorm";

export class PlatformCreate1795251600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE outbox (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        event varchar(64) NULL,
        handler varchar(96) NOT NULL,
        dedupe_key varchar(191) NULL,
        payload json NOT NULL,
        status varchar(12) NOT NULL,
        attempts smallint unsigned NOT NULL DEFAULT 0,
        due_at datetime(3) NOT NULL,
        last_error varchar(500) NULL,
        finished_at datetime(3) NULL,
        created_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (id),
        UNIQUE KEY uq_outbox_dedupe (corp_id, handler, dedupe_key),
        KEY ix_outbox_due (status, due_at)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE leases (
        name varchar(128) NOT NULL,
        holder varchar(128) NOT NULL,
        expires_at datetime(3) NOT NULL,
        PRIMARY KEY (name)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DROP TABLE leases");
    await runner.query("DROP TABLE outbox");
  }
}
