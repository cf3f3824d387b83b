import type { MigrationInterface, QueryRunner } from "typeorm";

export class SensitivewordsCreate1795338151000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sensitive_words (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        word varchar(64) NOT NULL,
        folded varchar(64) NOT NULL,
        group_name varchar(32) NOT NULL,
        level varchar(8) NOT NULL,
        whole_word tinyint NOT NULL,
        enabled tinyint NOT NULL,
        changed_by varchar(64) NOT NULL,
        changed_at datetime(3) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_sensitive_words_identity (corp_id, folded)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE sensitive_settings (
        corp_id varchar(64) NOT NULL,
        revision int unsigned NOT NULL,
        receivers json NOT NULL,
        PRIMARY KEY (corp_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE sensitive_hits (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        message_id bigint unsigned NOT NULL,
        word_id bigint unsigned NOT NULL,
        word varchar(64) NOT NULL,
        group_name varchar(32) NOT NULL,
        level varchar(8) NOT NULL,
        thread_id bigint unsigned NOT NULL,
        sender_kind varchar(8) NOT NULL,
        sender_id varchar(64) NOT NULL,
        sent_at datetime(3) NOT NULL,
        state varchar(8) NOT NULL,
        handled_by varchar(64) NULL,
        handled_at datetime(3) NULL,
        note varchar(500) NULL,
        alert_state varchar(8) NOT NULL,
        found_at datetime(3) NOT NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_sensitive_hits_identity (message_id, word_id),
        KEY ix_sensitive_hits_list (corp_id, state, sent_at, id),
        KEY ix_sensitive_hits_alert (corp_id, alert_state, id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE sensitive_scans (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        from_at datetime(3) NOT NULL,
        to_at datetime(3) NOT NULL,
        state varchar(8) NOT NULL,
        position bigint unsigned NOT NULL,
        until_id bigint unsigned NOT NULL,
        checked int unsigned NOT NULL,
        found int unsigned NOT NULL,
        asked_by varchar(64) NOT NULL,
        asked_at datetime(3) NOT NULL,
        finished_at datetime(3) NULL,
        PRIMARY KEY (id),
        KEY ix_sensitive_scans_state (corp_id, state, id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ["sensitive_scans", "sensitive_hits", "sensitive_settings", "sensitive_words"]) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
