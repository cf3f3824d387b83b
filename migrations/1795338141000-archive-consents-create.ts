import type { MigrationInterface, QueryRunner } from "typeorm";

export class ArchiveConsentsCreate1795338141000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE archive_consents (
        corp_id varchar(64) NOT NULL,
        external_userid varchar(64) NOT NULL,
        party varchar(64) NOT NULL,
        kind varchar(8) NOT NULL,
        status varchar(32) NOT NULL,
        changed_at datetime(3) NULL,
        heard_from varchar(8) NOT NULL,
        checked_at datetime(3) NULL,
        PRIMARY KEY (corp_id, external_userid, party)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE archive_members (
        corp_id varchar(64) NOT NULL,
        userid varchar(64) COLLATE utf8mb4_general_ci NOT NULL,
        since datetime(3) NOT NULL,
        PRIMARY KEY (corp_id, userid)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
    await runner.query(`
      CREATE TABLE archive_consent_rounds (
        corp_id varchar(64) NOT NULL,
        started_at datetime(3) NULL,
        finished_at datetime(3) NULL,
        after_relation bigint unsigned NOT NULL,
        after_group bigint unsigned NOT NULL,
        members_read_at datetime(3) NULL,
        refusal int NULL,
        refused_at datetime(3) NULL,
        PRIMARY KEY (corp_id)
      ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ["archive_consent_rounds", "archive_members", "archive_consents"]) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
