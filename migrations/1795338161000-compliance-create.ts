import type { MigrationInterface, QueryRunner } from "typeorm";

export class ComplianceCreate1795338161000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE legal_holds (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        kind varchar(8) NOT NULL,
        subject_id varchar(64) NOT NULL,
        reason varchar(500) NOT NULL,
        until_day char(10) NULL,
        placed_by varchar(64) NOT NULL,
        placed_at datetime(3) NOT NULL,
        released_by varchar(64) NULL,
        released_at datetime(3) NULL,
        PRIMARY KEY (id),
        KEY ix_legal_holds_active (corp_id, released_at, kind, subject_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE message_retentions (
        corp_id varchar(64) NOT NULL,
        keep_days int unsigned NULL,
        changed_by varchar(64) NOT NULL,
        changed_at datetime(3) NOT NULL,
        PRIMARY KEY (corp_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE retention_runs (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        day char(10) NOT NULL,
        cutoff datetime(3) NOT NULL,
        state varchar(8) NOT NULL,
        phase varchar(8) NOT NULL,
        position bigint unsigned NOT NULL,
        messages bigint unsigned NOT NULL,
        archive_rows bigint unsigned NOT NULL,
        started_at datetime(3) NOT NULL,
        updated_at datetime(3) NOT NULL,
        finished_at datetime(3) NULL,
        PRIMARY KEY (id),
        UNIQUE KEY uq_retention_runs_day (corp_id, day)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE customer_erasures (
        id bigint unsigned NOT NULL AUTO_INCREMENT,
        corp_id varchar(64) NOT NULL,
        external_userid varchar(64) NULL,
        person_mark char(22) NOT NULL,
        reason varchar(500) NOT NULL,
        state varchar(9) NOT NULL,
        counts json NOT NULL,
        asked_by varchar(64) NOT NULL,
        asked_at datetime(3) NOT NULL,
        confirmed_by varchar(64) NULL,
        confirmed_at datetime(3) NULL,
        finished_at datetime(3) NULL,
        PRIMARY KEY (id),
        KEY ix_customer_erasures_state (corp_id, state, id),
        KEY ix_customer_erasures_person (corp_id, person_mark)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ["customer_erasures", "retention_runs", "message_retentions", "legal_holds"]) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
