import type { MigrationInterface, QueryRunner } from "typeorm";

export class ArchiveCreate1795251640000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE archive_rows (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        seq bigint unsigned NOT NULL,
        msgid varchar(128) NOT NULL,
        publickey_ver int unsigned NOT NULL,
        random_key text NOT NULL,
        ciphertext mediumtext NOT NULL,
        state varchar(8) NOT NULL,
        reason varchar(32) NULL,
        plaintext mediumtext NULL,
        pulled_at datetime(3) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_archive_rows_identity (corp_id, msgid),
        KEY ix_archive_rows_state (corp_id, state, seq)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE archive_cursors (
        corp_id varchar(64) NOT NULL,
        seq bigint unsigned NOT NULL,
        pulled_rows bigint unsigned NOT NULL,
        last_success_at datetime(3) NULL,
        newest_message_at datetime(3) NULL,
        last_error varchar(64) NULL,
        last_error_at datetime(3) NULL,
        PRIMARY KEY (corp_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE archive_outages (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        from_at datetime(3) NOT NULL,
        to_at datetime(3) NOT NULL,
        after_seq bigint unsigned NOT NULL,
        next_seq bigint unsigned NULL,
        PRIMARY KEY (id),
        KEY ix_archive_outages_time (corp_id, from_at)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ["archive_outages", "archive_cursors", "archive_rows"]) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
